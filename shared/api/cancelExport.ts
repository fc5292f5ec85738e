import { analysisInstanceId } from '../analysis/analysisRun.ts';
import type { Clock } from '../clock.ts';
import { type Instance, type Instances, isActive } from '../durable/instances.ts';
import { allChildIds } from '../export/childIds.ts';
import type { ExportRun, RunState } from '../export/run.ts';
import { ApiProblem } from './problem.ts';

const ROOT_GRACE_MS = 10_000;
const LOOK_EVERY_MS = 200;

/**
 * Ends a run. The root first, then its inner orchestrations: ending a child under a living parent breaks the parent. Activities see by themselves that
 * their root has ended, so a child that is missed here ends a little later.
 */
export async function cancelExport(
  instances: Instances,
  clock: Clock,
  instance: Instance,
  run: ExportRun,
): Promise<Instance> {
  const state = instance.customStatus as RunState | undefined;
  if (!isActive(instance)) {
    if (instance.runtimeStatus === 'Terminated') return instance;
    throw new ApiProblem(409, 'ExportEnded', `${instance.id} has ended already.`);
  }
  if (state?.phase === 'committing' || state?.phase === 'notifying') {
    throw new ApiProblem(
      409,
      'ExportCommitting',
      `${instance.id} is being made visible; it can no longer be cancelled.`,
    );
  }
  // The version stays; only what is made of it is ended, and the run ends by itself a moment later.
  if (state?.phase === 'analysing') {
    await instances.terminate(analysisInstanceId(instance.id), 'cancelled');
    return instance;
  }
  if (!(await instances.find(instance.id))) {
    throw new ApiProblem(
      404,
      'ExportNotFound',
      `${instance.id} has not been started yet: a backfill will do so when its turn comes. Cancel it once it runs.`,
    );
  }
  await instances.terminate(instance.id, 'cancelled');
  const ended = await untilEnded(instances, clock, instance);
  if (!isActive(ended)) {
    for (const child of allChildIds(run, state?.attempt ?? 1, state?.version)) {
      await instances.terminate(child, 'its export was cancelled');
    }
  }
  return ended;
}

async function untilEnded(instances: Instances, clock: Clock, instance: Instance): Promise<Instance> {
  const untilMs = clock.now().getTime() + ROOT_GRACE_MS;
  for (;;) {
    const now = (await instances.find(instance.id)) ?? instance;
    if (!isActive(now) || clock.now().getTime() >= untilMs) return now;
    await clock.sleep(LOOK_EVERY_MS);
  }
}
