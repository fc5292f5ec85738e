import { backfillBody } from '../../shared/api/backfillBody.ts';
import { ApiProblem } from '../../shared/api/problem.ts';
import { isBackfillId } from '../../shared/schedule/backfill.ts';
import { json, route } from './route.ts';

route('getBackfill', 'GET', 'backfills/{id}', async ({ request, instances, services }) => {
  const id = request.params.id ?? '';
  const instance = isBackfillId(id) ? await instances.find(id) : undefined;
  if (!instance) throw new ApiProblem(404, 'BackfillNotFound', 'There is no backfill of this id.');
  const exports = await services.scan.all(instances);
  return json(200, backfillBody(instance, new Map(exports.map((one) => [one.id, one]))));
});
