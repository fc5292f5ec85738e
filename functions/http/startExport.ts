import { describeAnalysis } from '../../shared/api/describeAnalysis.ts';
import { describeExport, POLL_AFTER_SECONDS } from '../../shared/api/describeExport.ts';
import { startExport } from '../../shared/api/startExport.ts';
import { json, readJson, route } from './route.ts';

route('startExport', 'POST', 'exports', async ({ request, instances, services, apiUrl }) => {
  const { instance, run } = await startExport(services, instances, await readJson(request));
  return json(
    202,
    await describeExport(services, instance, run, await describeAnalysis(services, instances, instance)),
    {
      location: `${apiUrl}/exports/${instance.id}`,
      'retry-after': String(POLL_AFTER_SECONDS),
    },
  );
});
