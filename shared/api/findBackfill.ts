import type { Instance, Instances } from '../durable/instances.ts';
import { isBackfillId } from '../schedule/backfill.ts';
import { ApiProblem } from './problem.ts';

/** Finds a backfill by its id; anything that is no id of a backfill never reaches the backend. */
export async function findBackfill(instances: Instances, id: string): Promise<Instance> {
  const instance = isBackfillId(id) ? await instances.find(id) : undefined;
  if (!instance) throw new ApiProblem(404, 'BackfillNotFound', 'There is no backfill of this id.');
  return instance;
}
