import type { Clock } from '../clock.ts';

/** What a service has asked of all its callers: to leave it alone for this long, and in which words. */
export interface Closed {
  readonly retryAfterMs: number;
  readonly reason: string;
}

/**
 * The way to one service, shared by all who call it. A `Retry-After` is meant for the whole app, and requests that are
 * made meanwhile count towards the next one: whoever comes while the gate is closed is told what is left to wait, and
 * sends nothing.
 * https://learn.microsoft.com/graph/throttling#best-practices-to-handle-throttling
 */
export interface ServiceGate {
  /** Undefined when it is open. */
  closed(): Closed | undefined;
  close(asked: Closed): void;
}

/**
 * Whoever was told to wait waits for all of it; to the others a service that asks for days, or a gateway by mistake,
 * does not close the app for longer.
 */
const LONGEST_CLOSED_MS = 3_600_000;

export function createServiceGate(clock: Clock): ServiceGate {
  let untilMs = Number.NEGATIVE_INFINITY;
  let reason = '';
  return {
    closed() {
      const retryAfterMs = untilMs - clock.now().getTime();
      return retryAfterMs > 0 ? { retryAfterMs, reason } : undefined;
    },
    close(asked) {
      const askedUntilMs = clock.now().getTime() + Math.min(asked.retryAfterMs, LONGEST_CLOSED_MS);
      // A request that was under way may bring a shorter wait than the one that is known.
      if (askedUntilMs <= untilMs) return;
      untilMs = askedUntilMs;
      ({ reason } = asked);
    },
  };
}
