import { describeBackfill } from '../../shared/api/backfillBody.ts';
import { cancelBackfill } from '../../shared/api/cancelBackfill.ts';
import { json, route } from './route.ts';

route('cancelBackfill', 'POST', 'backfills/{id}/cancel', async ({ request, instances, services, apiUrl }) => {
  const backfill = await cancelBackfill(instances, services.clock, request.params.id ?? '');
  return json(202, await describeBackfill(instances, backfill), { location: `${apiUrl}/backfills/${backfill.id}` });
});
