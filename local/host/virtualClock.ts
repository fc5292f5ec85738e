import type { HostClock } from './clock.ts';

interface Timer {
  atMs: number;
  fire: () => void;
}

/**
 * A clock for tests: it stands still while the host works and jumps to the next due timer as soon as nothing is running
 * or runnable, but never past its limit. `advance` raises the limit; `autoUntil` sets it from the start. A month of
 * timers passes in seconds.
 */
export class VirtualClock implements HostClock {
  #nowMs: number;
  #limitMs: number;
  #timers = new Set<Timer>();
  #isIdle = () => true;
  #attempt = false;
  #waiting: { untilMs: number; resolve: () => void }[] = [];

  constructor(start: Date, options: { autoUntil?: Date } = {}) {
    this.#nowMs = start.getTime();
    this.#limitMs = options.autoUntil?.getTime() ?? this.#nowMs;
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  setTimer(at: Date, fire: () => void): () => void {
    const timer = { atMs: at.getTime(), fire };
    this.#timers.add(timer);
    this.onIdle();
    return () => this.#timers.delete(timer);
  }

  watch(isIdle: () => boolean): void {
    this.#isIdle = isIdle;
  }

  onIdle(): void {
    if (this.#attempt) return;
    this.#attempt = true;
    // A macrotask of distance lets continuations and arriving requests come first.
    setImmediate(() => {
      this.#attempt = false;
      this.#moveIfIdle();
    });
  }

  /** Lets `ms` pass, firing each timer at its own moment; resolves when the host has nothing left to do before then. */
  advance(ms: number): Promise<void> {
    return this.advanceTo(new Date(this.#nowMs + ms));
  }

  advanceTo(at: Date): Promise<void> {
    const untilMs = at.getTime();
    this.#limitMs = Math.max(this.#limitMs, untilMs);
    const done = new Promise<void>((resolve) => this.#waiting.push({ untilMs, resolve }));
    this.onIdle();
    return done;
  }

  /**
   * Somebody outside the host has slept until `at`: it is that late for everybody. Timers that are due by then fire
   * once the host is idle.
   */
  passTo(at: Date): void {
    this.#nowMs = Math.max(this.#nowMs, at.getTime());
  }

  #moveIfIdle(): void {
    if (!this.#isIdle()) return;
    let next: Timer | undefined;
    for (const timer of this.#timers) if (!next || timer.atMs < next.atMs) next = timer;
    if (next && next.atMs <= this.#limitMs) {
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#timers.delete(next);
      next.fire();
      this.onIdle();
      return;
    }
    // Nothing is due before the limit: whoever waits for a moment up to it has waited long enough.
    for (const waiter of this.#waiting.splice(0)) {
      this.#nowMs = Math.max(this.#nowMs, waiter.untilMs);
      waiter.resolve();
    }
  }
}
