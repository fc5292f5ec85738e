import type { Clock } from '../../shared/clock.ts';

export interface VirtualClock extends Clock {
  /** Every wait that was asked for, in milliseconds, in the order of asking. */
  readonly sleepsMs: readonly number[];
  /** Puts the hands forward without waking anybody: time that passes while nobody waits. */
  pass(ms: number): void;
}

interface Sleeper {
  atMs: number;
  wake(): void;
}

/**
 * A clock that stands still until everybody sleeps, then jumps to whoever wakes first. Sleepers wake in order of their
 * time, one at a time; what a woken one does comes before the next wake. An hour of retries passes in milliseconds.
 * Real I/O is not waited for: use it with fakes.
 */
export function createVirtualClock(start = '2026-11-08T06:00:00Z'): VirtualClock {
  let nowMs = Date.parse(start);
  const sleepers = new Set<Sleeper>();
  const sleepsMs: number[] = [];
  let jumpAhead = false;

  function jumpSoon(): void {
    if (jumpAhead || sleepers.size === 0) return;
    jumpAhead = true;
    // A macrotask of distance lets everybody who has just been woken go on first.
    setImmediate(() => {
      jumpAhead = false;
      const [first] = [...sleepers].sort((a, b) => a.atMs - b.atMs);
      if (!first) return;
      nowMs = Math.max(nowMs, first.atMs);
      sleepers.delete(first);
      first.wake();
      jumpSoon();
    });
  }

  return {
    sleepsMs,
    now: () => new Date(nowMs),
    pass(ms) {
      nowMs += ms;
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        sleepsMs.push(ms);
        const onAbort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          atMs: nowMs + ms,
          wake() {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.add(sleeper);
        jumpSoon();
      });
    },
  };
}
