import { readUnbilledIndex } from '../../shared/analysis/unbilledIndex.ts';
import { demandAnalysis } from '../../shared/api/demandAnalysis.ts';
import { withRuns } from '../../shared/api/invoiceBody.ts';
import { refuseQuery } from '../../shared/api/noQuery.ts';
import { json, queryOf, route } from './route.ts';

route('listMonths', 'GET', 'months', async ({ request, instances, services }) => {
  demandAnalysis(services.settings);
  refuseQuery(queryOf(request));
  const months = (await readUnbilledIndex(services.probes.landing)) ?? [];
  return json(200, { value: await withRuns(instances, months) });
});
