import { type AnalysisKey, analysisInstanceId } from '../../analysis/analysisRun.ts';
import {
  hasPlace,
  isSameQueue,
  joined,
  left,
  queueSchema,
  RUNNING_AT_ONCE,
  type Waiting,
} from '../../analysis/queue.ts';
import { type Instances, isActive } from '../../durable/instances.ts';
import type { Step } from '../../export/stop.ts';
import type { Landing } from '../../landing/landing.ts';
import { analysisQueuePath } from '../../landing/layout.ts';
import { updateJson } from '../../landing/updateJson.ts';
import type { AnalysisContext } from './analysisContext.ts';

/**
 * Asks for a place among the analyses that run; first come, first served. The queue is a document of the landing and not a look at the instances of the hub:
 * that would be a scan of all of them for each look, and the backend knows no order that a fresh generation does not change.
 */
export async function takeTurn(
  { services, instances, guard }: AnalysisContext,
  { run }: { run: AnalysisKey },
): Promise<Step<{ admitted: boolean }>> {
  await guard.assertCurrent();
  const me = { exportId: run.exportId, runId: run.runId };
  const queue = await changeQueue(services.landing, async (before) => withoutDead(joined(before, me), me, instances));
  return { admitted: hasPlace(queue, me) };
}

/** Gives the place up. One that is not given up is taken away once its analysis has ended. */
export async function leaveTurn(landing: Landing, { exportId, runId }: AnalysisKey): Promise<void> {
  await changeQueue(landing, async (before) => left(before, { exportId, runId }));
}

async function changeQueue(landing: Landing, change: (queue: Waiting[]) => Promise<Waiting[]>): Promise<Waiting[]> {
  let after: Waiting[] = [];
  await updateJson(landing, analysisQueuePath(landing.prefix), async (stored) => {
    const parsed = queueSchema.safeParse(stored);
    // An unreadable queue is an empty one: whoever waits puts itself into it again.
    const before = parsed.success ? parsed.data.value : [];
    after = await change(before);
    return parsed.success && isSameQueue(before, after) ? undefined : { schemaVersion: 1, value: after };
  });
  return after;
}

/** Takes places from analyses that were cancelled, or died, without giving them up. Only those that have a place matter. */
async function withoutDead(queue: Waiting[], me: Waiting, instances: Instances): Promise<Waiting[]> {
  let alive = queue;
  for (let index = 0; index < Math.min(RUNNING_AT_ONCE, alive.length); ) {
    const one = alive[index];
    if (!one || one.runId === me.runId || (await isAlive(one, instances))) index++;
    else alive = alive.filter((other) => other !== one);
  }
  return alive;
}

async function isAlive({ exportId, runId }: Waiting, instances: Instances): Promise<boolean> {
  const instance = await instances.find(analysisInstanceId(exportId));
  return instance !== undefined && isActive(instance) && (instance.input as AnalysisKey | undefined)?.runId === runId;
}
