import type { Clock } from '../clock.ts';
import { ThrottledError } from '../errors.ts';
import { messageOf } from '../scrub.ts';

/**
 * A try that failed in a way that may heal. `reason` is for people and free of secrets; `retryAfterMs` is what the
 * service asked for.
 */
export interface Again {
  readonly kind: 'again';
  readonly reason: string;
  readonly retryAfterMs?: number;
}

/** What one try came to. A failure that no repetition heals is thrown instead. */
export type Try<T> = { readonly kind: 'done'; readonly value: T } | Again;

/** How long one call to a service goes on trying, in milliseconds. */
export interface Patience {
  /** From the first failure on: a machine that slept through the first try has tried nothing again yet. */
  readonly retryWindowMs: number;
  readonly firstRetryDelayMs: number;
  readonly longestRetryDelayMs: number;
  /**
   * The longest wait a service may ask for that is slept inside the call. A longer one would hold an activity's place,
   * and be forgotten when it is killed.
   */
  readonly longestWaitMs: number;
}

/** Of every call to every service: Graph, Partner Center, both storage accounts, the durable backend. */
export const CALL_PATIENCE: Patience = {
  retryWindowMs: 4 * 60_000,
  firstRetryDelayMs: 1_000,
  longestRetryDelayMs: 30_000,
  longestWaitMs: 60_000,
};

/** Of a look that somebody waits for: it ends within ten seconds, with the reason of its last failure. */
export const LOOK_PATIENCE: Patience = { ...CALL_PATIENCE, retryWindowMs: 6_000, longestWaitMs: 0 };

export interface RetryPolicy extends Patience {
  readonly clock: Clock;
  /** From 0 to 1; spreads the tries of many callers. */
  readonly random?: () => number;
}

/**
 * Tries until it is done, with exponential backoff and jitter. When the window is over it ends with the error that
 * `giveUp` makes of the last failure. A wait that the service asked for is never cut short: one that is too long for
 * this call ends the tries with a {@link ThrottledError}, which a step hands to its orchestration, whose durable timer
 * waits it out.
 */
export async function retry<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  once: () => Promise<Try<T>>,
  giveUp: (last: Again) => Error,
): Promise<T> {
  const { clock, random = Math.random, firstRetryDelayMs, longestRetryDelayMs, longestWaitMs, retryWindowMs } = policy;
  let delayMs = firstRetryDelayMs;
  let firstFailureMs: number | undefined;
  for (;;) {
    signal.throwIfAborted();
    const outcome = await once();
    if (outcome.kind === 'done') return outcome.value;
    signal.throwIfAborted();
    const nowMs = clock.now().getTime();
    firstFailureMs ??= nowMs;
    // A service that asks for no wait worth the name must not be hammered: the backoff stands in.
    const askedMs = (outcome.retryAfterMs ?? 0) < firstRetryDelayMs ? 0 : (outcome.retryAfterMs ?? 0);
    // Half fixed, half random: tries of many blobs that failed together do not come back together.
    const pauseMs = Math.max(askedMs, delayMs * (0.5 + random() / 2));
    if (askedMs > longestWaitMs || nowMs + pauseMs > firstFailureMs + retryWindowMs) {
      const error = giveUp(outcome);
      throw askedMs === 0 ? error : new ThrottledError(messageOf(error, 500), askedMs);
    }
    delayMs = Math.min(delayMs * 2, longestRetryDelayMs);
    await clock.sleep(pauseMs, signal);
  }
}
