import { planRequestedBackfill, readBackfillRequest, startBackfill } from '../../shared/api/startBackfill.ts';
import { json, readJson, route } from './route.ts';

route('startBackfill', 'POST', 'backfills', async ({ request, instances, services, apiUrl }) => {
  const wanted = readBackfillRequest(await readJson(request));
  const plan = await planRequestedBackfill(services, wanted);
  if (wanted.dryRun) return json(200, { value: plan.exports, refused: plan.refused });
  const { id, exports, refused } = await startBackfill(instances, plan);
  return json(202, { id, value: exports, refused }, { location: `${apiUrl}/backfills/${id}` });
});
