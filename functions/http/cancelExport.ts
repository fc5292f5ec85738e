import { cancelExport } from '../../shared/api/cancelExport.ts';
import { describeAnalysis } from '../../shared/api/describeAnalysis.ts';
import { describeExport } from '../../shared/api/describeExport.ts';
import { findExport } from '../../shared/api/findExport.ts';
import { json, route } from './route.ts';

route('cancelExport', 'POST', 'exports/{id}/cancel', async ({ request, instances, services, apiUrl }) => {
  const { instance, run } = await findExport(instances, services.scan, request.params.id ?? '');
  const cancelled = await cancelExport(instances, services.clock, instance, run);
  return json(
    202,
    await describeExport(services, cancelled, run, await describeAnalysis(services, instances, cancelled)),
    { location: `${apiUrl}/exports/${instance.id}` },
  );
});
