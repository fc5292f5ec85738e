import type { OrchestrationContext, Task } from 'durable-functions';
import { type Step, weightiest } from '../../shared/export/stop.ts';
import { FOCUS_ORCHESTRATOR, type FocusMonth } from '../../shared/steps/focus/focusMonth.ts';
import type { FocusAttempt } from '../../shared/steps/focus/focusPlan.ts';
import { activities } from '../activities/index.ts';
import { orchestrator, pause, type Steps } from './orchestrator.ts';

/** A month on its way through generations of one writer. */
interface FocusRun extends FocusMonth {
  /** What is under way when this generation goes on where another one stopped. */
  attempt?: string;
  nextPart?: number;
  /** Attempts that other landings overtook, one after the other. */
  overtaken?: number;
}

export interface FocusResult {
  state: string;
  problem?: string;
}

const PARTS_A_GENERATION = 100;
/** More than this in a row is a fault, not a busy day; the mark stays, and the next analysis starts a new writer. */
const MOST_OVERTAKEN = 20;

/**
 * Writes FOCUS of one month and currency, and loads the hub with it, until it is due no more. A root instance of its own, so that nothing that happens to it changes how an
 * analysis ends; one a month and currency, so that two never write the same partition or folder.
 */
export const writeFocus = orchestrator<FocusRun, FocusResult>(FOCUS_ORCHESTRATOR, function* (context, run) {
  try {
    return yield* write(context, run);
  } catch (error) {
    // The activity has logged why. The month stays due.
    return { state: 'failed', problem: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown' };
  }
});

function* write(context: OrchestrationContext, run: FocusRun): Steps<FocusResult> {
  const { month, currency } = run;
  const attempt: FocusAttempt = {
    month,
    currency,
    attempt: run.attempt ?? context.df.newGuid(`attempt ${context.df.instanceId}`),
  };
  const plan = yield* activities.planFocus.call(context, attempt);
  if (plan.stop) return stopped(plan);
  if (plan.due === undefined) return { state: 'notDue' };

  const next = run.nextPart ?? 0;
  const count = Math.min(PARTS_A_GENERATION, plan.parts - next);
  if (count > 0) {
    const tasks: Task[] = Array.from({ length: count }, (_, index) =>
      activities.writeFocusPart.task(context, { attempt, part: next + index }),
    );
    const results: Step<object>[] = yield context.df.Task.all(tasks);
    const stop = weightiest(results);
    if (stop) return stopped(stop);
    if (next + count < plan.parts) {
      context.df.continueAsNew({ ...run, attempt: attempt.attempt, nextPart: next + count });
      return { state: 'running' };
    }
  }
  const finished = yield* activities.finishFocus.call(context, attempt);
  if (finished.stop) return stopped(finished);
  if (finished.state === 'superseded') return again(context, run, (run.overtaken ?? 0) + 1);
  return yield* afterTable(context, { ...attempt, due: plan.due }, finished.state);
}

/** The hub, as soon as it may be loaded again; then the mark. */
function* afterTable(
  context: OrchestrationContext,
  attempt: FocusAttempt & { due: string },
  state: string,
): Steps<FocusResult> {
  for (;;) {
    const look = yield* activities.sendToHub.call(context, attempt);
    if (look.stop) return stopped(look);
    // The mark stays as it was, so that the next analysis tries again.
    if (look.failed) return { state, problem: 'The hub was not loaded.' };
    if (look.waitMs === 0) break;
    yield* pause(context, look.waitMs);
    const newer = yield* activities.isFocusDueAgain.call(context, attempt);
    // What is newer goes to the hub in the place of this, and needs no second wait.
    if (!newer.stop && newer.again) return again(context, attempt, 0);
  }
  const end = yield* activities.endFocus.call(context, attempt);
  if (!end.stop && end.again) return again(context, attempt, 0);
  return { state };
}

function again(context: OrchestrationContext, { month, currency }: FocusMonth, overtaken: number): FocusResult {
  if (overtaken > MOST_OVERTAKEN) return { state: 'failed', problem: 'Other data went on landing.' };
  context.df.continueAsNew({ month, currency, overtaken });
  return { state: 'running' };
}

function stopped(stop: object): FocusResult {
  const failure = 'failure' in stop ? (stop.failure as { code: string; message: string }) : undefined;
  return { state: 'failed', problem: failure ? `${failure.code}: ${failure.message}` : 'stopped' };
}
