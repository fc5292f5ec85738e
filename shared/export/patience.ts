import type { Stop } from './stop.ts';

/** Pauses after the first and the second POST in a row that brought nothing; there is no fourth. */
const RESUBMIT_PAUSES_MS = [30_000, 60_000] as const;

/**
 * How long to wait before the export is submitted anew after this many POSTs in a row that brought nothing, or undefined when that was the last one. A POST
 * after which files landed does not count: a snapshot that can be read for an hour at a time gets as many as it needs.
 */
export function resubmitPauseMs(fruitlessPosts: number): number | undefined {
  return RESUBMIT_PAUSES_MS[Math.max(0, fruitlessPosts - 1)];
}

/** A 404 for an operation that was accepted a moment ago, or for what it has finished, is asked again for this long. */
export const UNKNOWN_OPERATION_GRACE_MS = 120_000;

const FIRST_POLL_MS = 10_000;
const LONGEST_POLL_MS = 60_000;

/** The wait before the next poll when the service does not say: 10 s, growing to 60 s. */
export function pollIntervalMs(polls: number): number {
  return Math.min(FIRST_POLL_MS * 1.5 ** polls, LONGEST_POLL_MS);
}

/** Pauses between the attempts to tell subscribers: about four minutes in all. */
export const ANNOUNCE_PAUSES_MS: readonly number[] = [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 120_000];

/** What a call has waited out in a row since anything came of it: waits alone, no work. */
export interface Waited {
  ms: number;
  times: number;
}

/** So many waits in a row are as long as the service asks. */
const WAITS_AS_ASKED = 8;
const LONGEST_OWN_WAIT_MS = 3_600_000;

/**
 * How long to wait now that the service asks for `askedMs` more, or undefined when that would be beyond `patienceMs` in all. After some waits in a row they grow, up
 * to an hour each: a service that asks for a minute for days is asked less and less often, and the history stays short.
 */
export function nextWait(
  askedMs: number,
  patienceMs: number,
  waited: Waited = { ms: 0, times: 0 },
): { pauseMs: number; waited: Waited } | undefined {
  const leftMs = patienceMs - waited.ms;
  if (askedMs > leftMs) return undefined;
  const own = waited.times < WAITS_AS_ASKED ? 0 : 60_000 * 1.25 ** (waited.times - WAITS_AS_ASKED);
  const pauseMs = Math.max(askedMs, Math.min(own, LONGEST_OWN_WAIT_MS, leftMs));
  return { pauseMs, waited: { ms: waited.ms + pauseMs, times: waited.times + 1 } };
}

/** What is left of a stop that asks to wait once the run has waited long enough. */
export function waitedTooLong(stop: Extract<Stop, { stop: 'wait' }>): Stop {
  return { stop: 'failed', failure: stop.failure };
}
