import type { Clock } from '../clock.ts';
import { type Instance, type Instances, isActive } from '../durable/instances.ts';
import { endInstance } from './endInstance.ts';
import { findBackfill } from './findBackfill.ts';
import { ApiProblem } from './problem.ts';

/** Ends a backfill: its lanes see it before they start their next export. The exports that run go on. */
export async function cancelBackfill(instances: Instances, clock: Clock, id: string): Promise<Instance> {
  const backfill = await findBackfill(instances, id);
  if (isActive(backfill)) return endInstance(instances, clock, backfill);
  if (backfill.runtimeStatus === 'Terminated') return backfill;
  throw new ApiProblem(409, 'BackfillEnded', `${id} has ended already.`);
}
