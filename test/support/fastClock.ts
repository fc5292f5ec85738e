import type { Clock } from '../../shared/clock.ts';
import { systemClock } from '../../shared/clock.ts';

export interface FastClock extends Clock {
  /** Every wait that was asked for and has begun, in milliseconds of this clock. */
  readonly sleepsMs: readonly number[];
}

/**
 * A clock that runs `speed` times as fast as the wall: minutes of waiting, retrying and timing out pass in fractions of
 * a second.
 */
export function createFastClock(speed: number): FastClock {
  const startMs = Date.now();
  const sleepsMs: number[] = [];
  return {
    sleepsMs,
    now: () => new Date(startMs + (Date.now() - startMs) * speed),
    sleep(ms, signal) {
      sleepsMs.push(ms);
      return systemClock.sleep(ms / speed, signal);
    },
  };
}
