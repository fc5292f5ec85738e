import { cancelExport } from '../../shared/api/cancelExport.ts';
import { describeAnalysis } from '../../shared/api/describeAnalysis.ts';
import { describeExport } from '../../shared/api/describeExport.ts';
import { findExport } from '../../shared/api/findExport.ts';
import { json, route } from './route.ts';

route('cancelExport', 'POST', 'exports/{id}/cancel', async ({ request, instances, services, apiUrl }) => {
  const found = await findExport(instances, request.params.id ?? '');
  const cancelled = await cancelExport(instances, services.clock, found);
  const analysis = await describeAnalysis(services, instances, cancelled);
  return json(202, await describeExport(services, cancelled, found.run, analysis), {
    location: `${apiUrl}/exports/${cancelled.id}`,
  });
});
