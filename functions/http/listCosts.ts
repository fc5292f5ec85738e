import { costsOf } from '../../shared/analysis/costs.ts';
import { readCostsQuery } from '../../shared/api/costs.ts';
import { json, queryOf, route } from './route.ts';

route('listCosts', 'GET', 'costs', async ({ request, services }) => {
  const { month, currency } = readCostsQuery(queryOf(request));
  return json(200, { value: await costsOf(services.analysis, month, currency) });
});
