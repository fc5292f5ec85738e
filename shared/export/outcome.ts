import type { Committed, Outcome, Warning } from './run.ts';
import { crashed, type Step } from './stop.ts';

/** How a run ends, given how its last attempt ended. */
export function endOfRun(end: Step<Committed>, warnings: Warning[]): Outcome {
  switch (end.stop) {
    case undefined:
      return { status: end.changed ? 'completed' : 'unchanged', result: end.result, warnings };
    case 'noData':
      return { status: 'noData', warnings };
    case 'rejected':
      return { status: 'rejected', error: end.failure, warnings };
    case 'cancelled':
      return {
        status: 'failed',
        error: { code: 'RunEnded', message: 'The run was replaced by another one.' },
        warnings,
      };
    case 'failed':
    case 'resubmit':
    case 'wait':
      return { status: 'failed', error: end.failure, warnings };
  }
}

/** How a run ends whose steps crashed again and again. */
export function unexpected(error: unknown, warnings: Warning[]): Outcome {
  return { status: 'failed', error: crashed(error).failure, warnings };
}
