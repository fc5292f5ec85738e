import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import type { RunKey } from '../export/run.ts';
import { type Stop, StopError } from '../export/stop.ts';
import { type Remembered, remember } from '../remember.ts';
import { messageOf } from '../scrub.ts';
import { type Instance, type Instances, isActive } from './instances.ts';

/**
 * Tells an activity whether its run is still wanted. Ending an orchestration does not end its activities: without this,
 * the work of a cancelled run would go on beside a later one.
 */
export interface RunGuard {
  /**
   * Throws `RunEnded` (a `StopError` that waits while the backend is away) when the run's root has ended, is gone, or
   * belongs to another run. An answer of the last second is taken for good enough, unless it is to be `fresh`.
   */
  assertCurrent(options?: { fresh: boolean }): Promise<void>;
  /**
   * Calls `work` with a signal that is aborted (with `RunEnded`) once a look, taken every minute, shows that the run
   * has ended.
   */
  whileCurrent<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

const LOOK_EVERY_MS = 60_000;
/** The looks of one small file, some milliseconds apart, are one. */
const LOOK_LIFETIME_MS = 1_000;

/**
 * What a single look may be wrong about is looked at again after this long: the backend sends the messages that begin a
 * run, or its first activity, before it writes the row of the instance (CreateTaskOrchestrationAsync and
 * CompleteTaskOrchestrationWorkItemAsync of DurableTask.AzureStorage), so that for a moment there is none, or that of
 * an earlier run.
 */
const SECOND_OPINION_AFTER_MS = 10_000;
/** Before work is begun anew that could not be looked after. */
const LOOK_AGAIN_AFTER_MS = 60_000;
const RUNS_KEPT = 64;

/** The latest look at each run, shared by all activities of the process: whether it is still wanted. */
export type Looks = Remembered<boolean>;

export function createLooks(clock: Clock): Looks {
  return remember({ clock, most: RUNS_KEPT, lifetimeMs: () => LOOK_LIFETIME_MS });
}

export function createRunGuard(run: RunKey, instances: Instances, clock: Clock, looks: Looks): RunGuard {
  const key = `${run.exportId} ${run.runId}`;

  async function look(): Promise<boolean> {
    try {
      const first = isCurrent(await instances.find(run.exportId), run);
      if (first !== undefined) return first;
      await clock.sleep(SECOND_OPINION_AFTER_MS);
      return isCurrent(await instances.find(run.exportId), run) ?? false;
    } catch (error) {
      throw new StopError(backendAway(error));
    }
  }

  async function assertCurrent({ fresh } = { fresh: false }): Promise<void> {
    if (!(await (fresh ? looks.renew(key, look) : looks.get(key, look)))) {
      throw new CodedError('RunEnded', 'The run has ended or another one took its place; its work stops here.');
    }
  }

  return {
    assertCurrent,

    async whileCurrent(work) {
      const watch = new AbortController();
      const done = new AbortController();
      void (async () => {
        for (;;) {
          await clock.sleep(LOOK_EVERY_MS, done.signal);
          await assertCurrent().catch((error) => {
            // A look that fails says nothing about the run; the next one may succeed.
            if (error instanceof CodedError && error.code === 'RunEnded') watch.abort(error);
          });
        }
      })().catch(() => {});
      try {
        return await work(watch.signal);
      } finally {
        // A look that is under way is left to itself: a backend that does not answer must not hold work that is done.
        done.abort();
      }
    },
  };
}

/**
 * That a run cannot be looked at says nothing about it: a durable timer waits before the work is tried again, as long
 * as a run has patience.
 */
function backendAway(error: unknown): Stop {
  const message = `The durable backend did not say whether the run is still wanted: ${messageOf(error)}`;
  return { stop: 'wait', retryAfterMs: LOOK_AGAIN_AFTER_MS, failure: { code: 'BackendUnavailable', message } };
}

/** Whether the run is still wanted; undefined when the row may not have caught up with it. */
function isCurrent(instance: Instance | undefined, { runId }: RunKey): boolean | undefined {
  if (!instance) return undefined;
  if (runIdOf(instance.input) === runId) return isActive(instance);
  return isActive(instance) ? false : undefined;
}

function runIdOf(input: unknown): string | undefined {
  return typeof input === 'object' && input !== null && 'runId' in input && typeof input.runId === 'string'
    ? input.runId
    : undefined;
}
