import { CodedError, type ErrorCode, type Failure, ThrottledError } from '../errors.ts';
import { shortMessage } from '../scrub.ts';

/**
 * Why a step did not go on. Steps answer with this instead of throwing: an exception in a fan-out hides what its siblings did, and a
 * retry policy cannot tell a lasting refusal from a passing fault. What steps still throw is unexpected and worth a retry.
 */
export type Stop =
  /** The service has nothing for this request: a healthy end. */
  | { stop: 'noData'; message: string }
  /** The service refused this request; asking again changes nothing. */
  | { stop: 'rejected'; failure: Failure }
  | { stop: 'failed'; failure: Failure }
  /** This operation or its snapshot is lost; a new POST may bring another. */
  | {
      stop: 'resubmit';
      failure: Failure;
      /** Files landed before it was lost: a further POST may bring the others. */
      copied?: boolean;
    }
  /** Throttled for longer than a call should sleep: a durable timer waits this out. */
  | { stop: 'wait'; retryAfterMs: number; failure: Failure }
  /** The run was cancelled, or another one took its place. */
  | { stop: 'cancelled' };

/** What a step answers: its result, or why there is none. */
export type Step<T> = ({ stop?: undefined } & T) | Stop;

/** What is to be told of a stop; nothing of those that are no failure. */
export function failureOf(stop: Stop): Failure | undefined {
  return 'failure' in stop ? stop.failure : undefined;
}

export function failed(code: ErrorCode, message: string): Stop {
  return { stop: 'failed', failure: { code, message } };
}

export function rejected(code: ErrorCode, message: string): Stop {
  return { stop: 'rejected', failure: { code, message } };
}

export function resubmit(code: ErrorCode, message: string): Extract<Stop, { stop: 'resubmit' }> {
  return { stop: 'resubmit', failure: { code, message } };
}

/** A step crashed again and again: all that is left is to say so. The rest of such a text is a serialised exception with its stack. */
export function crashed(error: unknown): Extract<Stop, { stop: 'failed' }> {
  const text = error instanceof Error ? error.message : String(error);
  const [firstLine = ''] = text.split('\n');
  return { stop: 'failed', failure: { code: 'InternalError', message: shortMessage(firstLine, 300) } };
}

/** Thrown deep inside a step to end it with this stop; `stopOf` turns it back into the step's answer. */
export class StopError extends CodedError {
  readonly reason: Stop;

  constructor(reason: Stop) {
    const { code, message } = failureOf(reason) ?? { code: 'RunEnded', message: 'The run has ended.' };
    super(code, message);
    this.name = 'StopError';
    this.reason = reason;
  }
}

/** Which codes mean that the snapshot or the way to it is lost while the request itself is still good. */
const RESUBMIT_CODES: ReadonlySet<ErrorCode> = new Set(['SnapshotMoved', 'SourceForbidden', 'OperationVanished']);

/** The stop that an error means, or undefined when it is unexpected and should be thrown on. */
export function stopOf(error: unknown): Stop | undefined {
  if (error instanceof StopError) return error.reason;
  if (!(error instanceof CodedError)) return undefined;
  if (error.code === 'RunEnded') return { stop: 'cancelled' };
  const { code, message } = error;
  if (error instanceof ThrottledError)
    return { stop: 'wait', retryAfterMs: error.retryAfterMs, failure: { code, message } };
  return RESUBMIT_CODES.has(code) ? resubmit(code, message) : failed(code, message);
}

/** Which stop decides when several parts of the same work stopped: the heaviest. */
const WEIGHTS = {
  cancelled: 5,
  failed: 4,
  rejected: 3,
  resubmit: 2,
  noData: 1,
  wait: 0,
} satisfies Record<Stop['stop'], number>;

/** The stop that decides when several parts of the same work stopped. */
export function weightiest(steps: readonly Step<unknown>[]): Stop | undefined {
  return steps
    .filter((step): step is Stop => step.stop !== undefined)
    .sort((a, b) => WEIGHTS[b.stop] - WEIGHTS[a.stop])[0];
}

/** What a part of the work answers. */
export interface Done {
  /** Something lies in the landing now that did not before. */
  copied?: boolean;
}

export const hasCopied = (part: Step<Done>): boolean => 'copied' in part && part.copied === true;

/** What several parts of the same work come to; `copied` tells that an earlier one had done something. */
export function sumOf(parts: readonly Step<Done>[], copied = false): Step<Done> {
  const isFruitful = copied || parts.some(hasCopied);
  const stop = weightiest(parts);
  if (!stop) return { copied: isFruitful };
  return stop.stop === 'resubmit' && isFruitful ? { ...stop, copied: true } : stop;
}
