import type { Failure } from '../errors.ts';
import { shortMessage } from '../scrub.ts';
import type { Committed, Outcome, Warning } from './run.ts';
import type { Step } from './stop.ts';

/** How a run ends, given how its last attempt ended. */
export function outcomeOf(end: Step<Committed>, warnings: Warning[]): Outcome {
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

/** A step crashed again and again: all that is left is to say so. */
export function unexpected(error: unknown, warnings: Warning[]): Outcome {
  return { status: 'failed', error: crash(error), warnings };
}

/** What a user reads of an error that is not ours. */
export function crash(error: unknown): Failure {
  const text = error instanceof Error ? error.message : String(error);
  // The rest of the text is a serialised exception with its stack.
  const [firstLine = ''] = text.split('\n');
  return { code: 'InternalError', message: shortMessage(firstLine, 300) };
}
