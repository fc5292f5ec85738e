import { analysesBody } from '../../shared/api/analysesBody.ts';
import { measureAnalyses, planAnalyses, readAnalysesRequest, startAnalyses } from '../../shared/api/startAnalyses.ts';
import { json, readJson, route } from './route.ts';

route('startAnalyses', 'POST', 'analyses', async ({ request, instances, services, apiUrl }) => {
  const wanted = readAnalysesRequest(await readJson(request));
  const plan = await planAnalyses(services, wanted);
  if (wanted.dryRun) return json(200, { value: await measureAnalyses(services, plan), refused: plan.refused });
  const analyses = await startAnalyses(services, instances, plan);
  return json(202, analysesBody(analyses, undefined), { location: `${apiUrl}/analyses/${analyses.id}` });
});
