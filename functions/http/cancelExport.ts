import { cancelExport } from '../../shared/api/cancelExport.ts';
import { describeExport } from '../../shared/api/describeExport.ts';
import { findExport } from '../../shared/api/findExport.ts';
import { json, route } from './route.ts';

route('cancelExport', 'POST', 'exports/{id}/cancel', async ({ request, instances, services, apiUrl }) => {
  const found = await findExport(instances, request.params.id ?? '');
  const cancelled = await cancelExport(instances, services.clock, found);
  return json(202, await describeExport(services, cancelled, found.run), {
    location: `${apiUrl}/exports/${cancelled.id}`,
  });
});
