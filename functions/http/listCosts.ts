import { costsOf } from '../../shared/analysis/costs.ts';
import { readCostsQuery } from '../../shared/api/costs.ts';
import { demandAnalysis } from '../../shared/api/demandAnalysis.ts';
import { json, queryOf, route } from './route.ts';

route('listCosts', 'GET', 'costs', async ({ request, services }) => {
  demandAnalysis(services.settings);
  const { month, currency } = readCostsQuery(queryOf(request));
  return json(200, { value: await costsOf(services.analysis, month, currency) });
});
