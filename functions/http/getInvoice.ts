import { demandAnalysis } from '../../shared/api/demandAnalysis.ts';
import { describeInvoice } from '../../shared/api/describeInvoice.ts';
import { withRuns } from '../../shared/api/invoiceBody.ts';
import { json, route } from './route.ts';

route('getInvoice', 'GET', 'invoices/{id}', async ({ request, instances, services }) => {
  demandAnalysis(services.settings);
  const body = await describeInvoice(services.probes.landing, services.analysis.blobs, request.params.id ?? '');
  const [seen = body] = await withRuns(instances, [body]);
  return json(200, seen);
});
