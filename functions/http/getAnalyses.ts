import { analysesBody, cancelAnalyses, findAnalyses } from '../../shared/api/analysesBody.ts';
import { json, route } from './route.ts';

route('getAnalyses', 'GET', 'analyses/{id}', async ({ request, instances, services }) => {
  const { instance, analyses } = await findAnalyses(services, instances, request.params.id ?? '');
  return json(200, analysesBody(analyses, instance));
});

route('cancelAnalyses', 'POST', 'analyses/{id}/cancel', async ({ request, instances, services, apiUrl }) => {
  const { analyses } = await findAnalyses(services, instances, request.params.id ?? '');
  const cancelled = await cancelAnalyses(instances, analyses);
  return json(202, analysesBody(analyses, cancelled), { location: `${apiUrl}/analyses/${analyses.id}` });
});
