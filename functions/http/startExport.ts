import { describeExport, POLL_AFTER_SECONDS } from '../../shared/api/describeExport.ts';
import { readExportRequest, startExport } from '../../shared/api/startExport.ts';
import { runOf } from '../../shared/durable/exportInstance.ts';
import { json, readJson, route } from './route.ts';

route('startExport', 'POST', 'exports', async ({ request, instances, services, apiUrl }) => {
  const { settings, clock } = services;
  const wanted = readExportRequest(await readJson(request), clock.now(), settings);
  const instance = await startExport(instances, wanted, settings, clock);
  const run = runOf(instance);
  return json(202, run ? await describeExport(services, instance, run) : {}, {
    location: `${apiUrl}/exports/${instance.id}`,
    'retry-after': String(POLL_AFTER_SECONDS),
  });
});
