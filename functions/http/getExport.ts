import { describeAnalysis } from '../../shared/api/describeAnalysis.ts';
import { describeExport, POLL_AFTER_SECONDS } from '../../shared/api/describeExport.ts';
import { findExport } from '../../shared/api/findExport.ts';
import { json, route } from './route.ts';

route('getExport', 'GET', 'exports/{id}', async ({ request, instances, services }) => {
  const { instance, run } = await findExport(instances, request.params.id ?? '');
  const body = await describeExport(services, instance, run, await describeAnalysis(services, instances, instance));
  return json(200, body, body.endedAt === null ? { 'retry-after': String(POLL_AFTER_SECONDS) } : {});
});
