import { analysisInstanceId } from '../analysis/analysisRun.ts';
import type { Clock } from '../clock.ts';
import { stateOf } from '../durable/exportInstance.ts';
import { type Instance, type Instances, isActive } from '../durable/instances.ts';
import { allChildIds } from '../export/childIds.ts';
import { mapBounded } from '../mapBounded.ts';
import { endInstance } from './endInstance.ts';
import type { FoundExport } from './findExport.ts';
import { ApiProblem } from './problem.ts';

const CHILDREN_AT_ONCE = 16;

/**
 * Ends a run. The root first, then its inner orchestrations: ending a child under a living parent breaks the parent.
 * Activities see by themselves that their root has ended, so a child that is missed here ends a little later.
 */
export async function cancelExport(
  instances: Instances,
  clock: Clock,
  { instance, run, isPromised }: FoundExport,
): Promise<Instance> {
  const state = stateOf(instance);
  if (isPromised) {
    throw new ApiProblem(409, 'ExportPromised', `${instance.id} has not been started yet: it is one of a backfill.`);
  }
  if (!isActive(instance)) {
    if (instance.runtimeStatus === 'Terminated') return instance;
    throw new ApiProblem(409, 'ExportEnded', `${instance.id} has ended already.`);
  }
  // The version stays; only what is made of it is ended, and the run ends by itself a moment later.
  if (state?.phase === 'analysing') {
    await instances.terminate(analysisInstanceId(instance.id), 'cancelled');
    return instance;
  }
  if (!mayEnd(instance)) throw committing(instance);
  const ended = await endInstance(instances, clock, instance, mayEnd);
  if (isActive(ended)) {
    if (!mayEnd(ended)) throw committing(instance);
  } else {
    const children = [...allChildIds(run, state?.attempt ?? 1, state?.version)];
    await mapBounded(children, CHILDREN_AT_ONCE, (child) => instances.terminate(child, 'its export was cancelled'));
  }
  return ended;
}

function mayEnd(instance: Instance): boolean {
  const phase = stateOf(instance)?.phase;
  return phase !== 'committing' && phase !== 'analysing' && phase !== 'notifying';
}

function committing({ id }: Instance): ApiProblem {
  return new ApiProblem(409, 'ExportCommitting', `${id} is being made visible; it can no longer be cancelled.`);
}
