import { demandAnalysis } from '../../shared/api/demandAnalysis.ts';
import { withRuns } from '../../shared/api/invoiceBody.ts';
import { findInvoices, readInvoiceQuery } from '../../shared/api/listInvoices.ts';
import { json, queryOf, route } from './route.ts';

route('listInvoices', 'GET', 'invoices', async ({ request, instances, services, apiUrl }) => {
  demandAnalysis(services.settings);
  const given = queryOf(request);
  const page = await findInvoices(services.probes.landing, readInvoiceQuery(given));
  const value = await withRuns(instances, page.invoices);
  if (!page.continuationToken) return json(200, { value });

  const next = new URL(`${apiUrl}/invoices`);
  for (const name of ['from', 'to', 'state', 'top']) {
    if (given[name] !== undefined) next.searchParams.set(name, given[name]);
  }
  next.searchParams.set('continuationToken', page.continuationToken);
  return json(200, { value, nextLink: next.href });
});
