import type { Clock } from '../clock.ts';
import { ThrottledError } from '../errors.ts';
import { messageOf } from '../scrub.ts';

/** A try that failed in a way that may heal. `reason` is for people and free of secrets; `retryAfterMs` is what the service asked for. */
export interface Again {
  readonly kind: 'again';
  readonly reason: string;
  readonly retryAfterMs?: number;
}

/** What one try came to. A failure that no repetition heals is thrown instead. */
export type Try<T> = { readonly kind: 'done'; readonly value: T } | Again;

export interface RetryPolicy {
  readonly clock: Clock;
  readonly retryWindowMs: number;
  readonly firstRetryDelayMs: number;
  readonly longestRetryDelayMs: number;
}

/**
 * Tries until it is done, with exponential backoff and jitter. When the window is over it ends with the error that `giveUp` makes of the last failure. A
 * wait that the service asked for is never cut short: one that reaches beyond the window ends the tries with a {@link ThrottledError} instead.
 */
export async function retry<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  once: () => Promise<Try<T>>,
  giveUp: (last: Again) => Error,
): Promise<T> {
  let delayMs = policy.firstRetryDelayMs;
  let firstFailureMs: number | undefined;
  for (;;) {
    signal.throwIfAborted();
    const outcome = await once();
    if (outcome.kind === 'done') return outcome.value;
    signal.throwIfAborted();
    const nowMs = policy.clock.now().getTime();
    firstFailureMs ??= nowMs;
    // Half fixed, half random: tries of many blobs that failed together do not come back together.
    const pauseMs = Math.max(outcome.retryAfterMs ?? 0, delayMs * (0.5 + Math.random() / 2));
    if (nowMs + pauseMs > firstFailureMs + policy.retryWindowMs) throw ending(outcome, giveUp);
    delayMs = Math.min(delayMs * 2, policy.longestRetryDelayMs);
    await policy.clock.sleep(pauseMs, signal);
  }
}

function ending(last: Again, giveUp: (last: Again) => Error): Error {
  const error = giveUp(last);
  return last.retryAfterMs === undefined ? error : new ThrottledError(messageOf(error), last.retryAfterMs);
}
