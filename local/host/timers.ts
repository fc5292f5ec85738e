import { Cron } from 'croner';
import type { HostClock } from './clock.ts';
import type { RegisteredFunction } from './functionsCore.ts';
import type { Store } from './hub/store.ts';
import { writtenOut } from './ncrontab.ts';
import type { TypedData } from './worker/protocol.ts';

export interface TimerPorts {
  store: Store;
  clock: HostClock;
  /** Runs the function; never rejects. */
  run(fn: RegisteredFunction, input: TypedData): Promise<void>;
}

/**
 * Timer triggers: NCRONTAB with six fields (seconds first), in UTC. As on Azure the next occurrence is kept on disk, so
 * that one that was missed fires at the next start with `isPastDue`, and a function never overlaps itself.
 */
export class TimerTriggers {
  readonly #ports: TimerPorts;
  readonly #cancels = new Map<string, () => void>();
  #isStopped = false;

  constructor(ports: TimerPorts) {
    this.#ports = ports;
  }

  start(functions: Iterable<RegisteredFunction>): void {
    const { store, clock } = this.#ports;
    for (const fn of functions) {
      const binding = Object.values(fn.metadata.bindings).find(({ type }) => type === 'timerTrigger');
      if (!binding) continue;
      const { name } = fn.metadata;
      if (isDisabled(name)) continue;
      const cron = parseSchedule(name, binding.schedule ?? '');
      const planned = store.schedule(name);
      const isMissed = planned !== undefined && new Date(planned.next) <= clock.now();
      if (isMissed || binding.runOnStartup === true) void this.#fire(fn, cron, isMissed);
      else this.#plan(fn, cron, planned?.last ?? null);
    }
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#cancels.values()) cancel();
  }

  /** What a function gets that is fired by hand. */
  inputByHand(): TypedData {
    return timerInput(null, this.#ports.clock.now().toISOString(), false);
  }

  #plan(fn: RegisteredFunction, cron: Cron, last: string | null): void {
    const { store, clock } = this.#ports;
    const next = cron.nextRun(clock.now());
    if (this.#isStopped || !next) return;
    store.putSchedule(fn.metadata.name, last, next.toISOString());
    this.#cancels.set(
      fn.metadata.name,
      clock.setTimer(next, () => void this.#fire(fn, cron, false)),
    );
  }

  async #fire(fn: RegisteredFunction, cron: Cron, isPastDue: boolean): Promise<void> {
    if (this.#isStopped) return;
    const { clock, store, run } = this.#ports;
    const now = clock.now();
    const next = cron.nextRun(now)?.toISOString() ?? '';
    await run(fn, timerInput(store.schedule(fn.metadata.name)?.last ?? null, next, isPastDue));
    this.#plan(fn, cron, now.toISOString());
  }
}

/**
 * `AzureWebJobs.NAME.Disabled`, as on Azure. What a disabled timer misses is made up for at the next start that lets it
 * fire.
 */
function isDisabled(name: string): boolean {
  return /^(true|1)$/i.test(process.env[`AzureWebJobs.${name}.Disabled`] ?? '');
}

/** `%NAME%` stands for a setting, as on Azure. */
function parseSchedule(name: string, schedule: string): Cron {
  const setting = /^%(.+)%$/.exec(schedule)?.[1];
  const expression = setting === undefined ? schedule : (process.env[setting] ?? '');
  try {
    // NCRONTAB wants both the day of the month and the day of the week to match.
    return new Cron(writtenOut(expression), { mode: '6-part', timezone: 'UTC', domAndDow: true, paused: true });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The timer "${name}" has the schedule "${schedule}"${setting === undefined ? '' : ` = "${expression}"`}, which is not NCRONTAB with six fields (seconds first): ${problem}`,
    );
  }
}

function timerInput(last: string | null, next: string, isPastDue: boolean): TypedData {
  const status = { Last: last ?? '0001-01-01T00:00:00', Next: next, LastUpdated: last ?? '0001-01-01T00:00:00' };
  return {
    json: JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus: status, IsPastDue: isPastDue }),
  };
}
