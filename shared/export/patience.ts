import type { Stop } from './stop.ts';

/** Pauses before the second and the third POST of a run; there is no fourth. */
const RESUBMIT_PAUSES_MS = [30_000, 60_000];

/** How long to wait before the export is submitted anew after this many POSTs, or undefined when it was the last one. */
export function resubmitPauseMs(posts: number): number | undefined {
  return RESUBMIT_PAUSES_MS[posts - 1];
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

/** What is left of a stop that asks to wait once the run has waited long enough. */
export function waitedTooLong(stop: Extract<Stop, { stop: 'wait' }>): Stop {
  return { stop: 'failed', failure: stop.failure };
}
