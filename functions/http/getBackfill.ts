import { describeBackfill } from '../../shared/api/backfillBody.ts';
import { findBackfill } from '../../shared/api/findBackfill.ts';
import { json, route } from './route.ts';

route('getBackfill', 'GET', 'backfills/{id}', async ({ request, instances }) => {
  const backfill = await findBackfill(instances, request.params.id ?? '');
  return json(200, await describeBackfill(instances, backfill));
});
