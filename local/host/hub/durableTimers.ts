import type { HostClock } from '../clock.ts';
import { EventType, stamp, type TimerFired } from './historyEvents.ts';
import type { MessageRow, Store, TimerRow } from './store.ts';

/** Timers of orchestrations. A timer on disk becomes a message on disk when it is due. */
export class DurableTimers {
  readonly #store: Store;
  readonly #clock: HostClock;
  readonly #truncate: boolean;
  readonly #onFired: (message: MessageRow) => void;
  readonly #armed = new Map<number, { instanceId: string; cancel: () => void }>();
  #isStopped = false;

  constructor(store: Store, clock: HostClock, truncate: boolean, onFired: (message: MessageRow) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#truncate = truncate;
    this.#onFired = onFired;
  }

  resume(): void {
    for (const timer of this.#store.timers()) this.arm(timer);
  }

  /**
   * Azure waits whole seconds, rounded down: a timer fires up to a second early, and one below a second does not wait
   * at all.
   */
  dueAt(fireAt: Date): Date {
    if (!this.#truncate) return fireAt;
    const nowMs = this.#clock.now().getTime();
    return new Date(nowMs + Math.max(0, Math.floor((fireAt.getTime() - nowMs) / 1000) * 1000));
  }

  arm(timer: TimerRow): void {
    const cancel = this.#clock.setTimer(new Date(timer.dueAt), () => this.#fire(timer));
    this.#armed.set(timer.seq, { instanceId: timer.instanceId, cancel });
  }

  /** The rows are gone already: the instance has ended or was purged. */
  forget(instanceId: string): void {
    for (const [seq, timer] of this.#armed) {
      if (timer.instanceId !== instanceId) continue;
      timer.cancel();
      this.#armed.delete(seq);
    }
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#armed.values()) timer.cancel();
    this.#armed.clear();
  }

  #fire(timer: TimerRow): void {
    if (this.#isStopped) return;
    this.#armed.delete(timer.seq);
    const { instanceId, executionId } = timer;
    const event: TimerFired = {
      EventType: EventType.TimerFired,
      TimerId: timer.timerId,
      FireAt: timer.fireAt,
      ...stamp(this.#clock.now()),
    };
    const message = this.#store.transaction(() => {
      this.#store.deleteTimer(timer.seq);
      return this.#store.addMessage({ instanceId, executionId, event: JSON.stringify(event) });
    });
    this.#onFired(message);
  }
}
