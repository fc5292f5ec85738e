import { pollIntervalMs, UNKNOWN_OPERATION_GRACE_MS, waitedTooLong } from '../../shared/export/patience.ts';
import type { RunKey } from '../../shared/export/run.ts';
import { resubmit, type Step, type Stop } from '../../shared/export/stop.ts';
import { activities } from '../activities/index.ts';
import { orchestrator, pause } from './orchestrator.ts';

export interface Wait {
  run: RunKey;
  operationId: string;
  operationDeadlineMs: number;
  /** When the service accepted the operation. */
  submittedAtMs: number;
  /** What the last answer asked to wait, if it did. */
  retryAfterMs?: number;
  polls: number;
  /** Since when the service has answered 404. */
  unknownSinceMs?: number;
}

/** History grows with every poll and is read whole at each replay; a fresh generation begins after this many. */
const POLLS_PER_GENERATION = 20;

/** Polls an operation until it has ended, waiting out what the service asks for, in durable timers. */
export const waitForOperation = orchestrator<Wait, Step<object>>('waitForOperation', function* (context, input) {
  const { run, operationId, submittedAtMs, operationDeadlineMs } = input;
  let { polls, retryAfterMs, unknownSinceMs } = input;
  const deadlineMs = submittedAtMs + operationDeadlineMs;

  for (const generationEnd = polls + POLLS_PER_GENERATION; polls < generationEnd; polls++) {
    const leftMs = deadlineMs - context.df.currentUtcDateTime.getTime();
    // Asked to come back only after the deadline: neither to be asked earlier nor worth waiting for.
    if (retryAfterMs !== undefined && retryAfterMs > leftMs) {
      yield* pause(context, leftMs);
      return timedOut(operationDeadlineMs);
    }
    yield* pause(context, retryAfterMs ?? pollIntervalMs(polls));
    const progress = yield* activities.checkOperation.call(context, { run, operationId });
    const nowMs = context.df.currentUtcDateTime.getTime();
    if (progress.stop === 'wait') {
      if (nowMs + progress.retryAfterMs > deadlineMs) return waitedTooLong(progress);
    } else if (progress.stop) {
      return progress;
    } else if (progress.state === 'succeeded') {
      return {};
    } else if (progress.state === 'unknown') {
      unknownSinceMs ??= nowMs;
      if (nowMs - unknownSinceMs >= UNKNOWN_OPERATION_GRACE_MS) {
        return resubmit(
          'OperationVanished',
          'The service accepted the operation but has answered 404 for it for 2 minutes.',
        );
      }
    } else {
      unknownSinceMs = undefined;
    }
    if (nowMs >= deadlineMs) return timedOut(operationDeadlineMs);
    retryAfterMs = progress.retryAfterMs;
  }
  context.df.continueAsNew({ ...input, polls, retryAfterMs, unknownSinceMs });
  return {};
});

function timedOut(operationDeadlineMs: number): Stop {
  const minutes = Math.round(operationDeadlineMs / 60_000);
  return resubmit('OperationTimedOut', `The operation was still running after ${minutes} minutes.`);
}
