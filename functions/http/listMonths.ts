import { readUnbilledIndex } from '../../shared/analysis/unbilledIndex.ts';
import { demandAnalysis } from '../../shared/api/demandAnalysis.ts';
import { withRuns } from '../../shared/api/invoiceBody.ts';
import { json, route } from './route.ts';

route('listMonths', 'GET', 'months', async ({ instances, services }) => {
  demandAnalysis(services.settings);
  const months = (await readUnbilledIndex(services.probes.landing)) ?? [];
  return json(200, { value: await withRuns(instances, months) });
});
