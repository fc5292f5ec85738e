import { describeAnalysis } from '../../shared/api/describeAnalysis.ts';
import { describeExport, POLL_AFTER_SECONDS } from '../../shared/api/describeExport.ts';
import { exportPhases } from '../../shared/api/exportPhases.ts';
import { findExport } from '../../shared/api/findExport.ts';
import { ApiProblem } from '../../shared/api/problem.ts';
import { json, route } from './route.ts';

route('getExport', 'GET', 'exports/{id}', async ({ request, instances, services }) => {
  const { instance, run } = await findExport(instances, request.params.id ?? '');
  const include = request.query.get('include');
  if (include !== null && include !== 'phases') {
    throw new ApiProblem(400, 'InvalidRequest', 'The query is not valid; `errors` lists every fault.', {
      errors: [{ path: 'include', message: 'expected phases, or nothing' }],
    });
  }
  const body = await describeExport(services, instance, run, await describeAnalysis(services, instances, instance));
  const more = include === 'phases' ? exportPhases(instance) : {};
  return json(200, { ...body, ...more }, body.endedAt === null ? { 'retry-after': String(POLL_AFTER_SECONDS) } : {});
});
