import type { RegisteredFunction } from '../functionsCore.ts';
import type { Log } from '../log.ts';
import { bindInputs } from '../worker/bindInputs.ts';
import { invoke, messageOf } from '../worker/invocation.ts';
import type { TypedData } from '../worker/protocol.ts';
import { EventType, type Message, stamp } from './historyEvents.ts';
import type { ActivityRow } from './store.ts';

export type ActivityOutcome =
  | { ok: true /** JSON text; null for null and undefined. */; result: string | null }
  | { ok: false; reason: string; details: string };

export interface ActivityPorts {
  find(name: string): RegisteredFunction | undefined;
  clientData: string;
  log: Log;
  onStart(row: ActivityRow): void;
  /** Stores the outcome; the row is gone afterwards. */
  onEnd(row: ActivityRow, outcome: ActivityOutcome): void;
}

/**
 * Runs activities in the order in which they were scheduled, at most `maxConcurrent` at once. What it loses when the
 * process dies, the store still has.
 */
export class ActivityDispatcher {
  readonly #ports: ActivityPorts;
  readonly #maxConcurrent: number;
  #queue: ActivityRow[] = [];
  #head = 0;
  #running = 0;
  #isStopped = false;

  constructor(maxConcurrent: number, ports: ActivityPorts) {
    this.#maxConcurrent = maxConcurrent;
    this.#ports = ports;
  }

  enqueue(row: ActivityRow): void {
    this.#queue.push(row);
    this.#startMore();
  }

  stop(): void {
    this.#isStopped = true;
  }

  #startMore(): void {
    while (!this.#isStopped && this.#running < this.#maxConcurrent) {
      const row = this.#queue[this.#head];
      if (!row) break;
      this.#head++;
      this.#running++;
      // Never within the caller's own step: it may be in the middle of a commit.
      setImmediate(() => void this.#run(row));
    }
    // Shifting each row off the front would cost a copy of the whole queue each time.
    if (this.#head > 1000) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }

  async #run(row: ActivityRow): Promise<void> {
    if (this.#isStopped) return;
    this.#ports.onStart(row);
    // A test may have killed the host at this step.
    if (this.#isStopped) return;
    const outcome = await this.#invoke(row);
    this.#running--;
    if (this.#isStopped) return;
    this.#ports.onEnd(row, outcome);
    this.#startMore();
  }

  async #invoke(row: ActivityRow): Promise<ActivityOutcome> {
    const { find, clientData, log } = this.#ports;
    try {
      const fn = find(row.name);
      if (!fn)
        throw new Error(`The function '${row.name}' doesn't exist, is disabled, or is not an activity function.`);
      const inputData = bindInputs(fn, activityInput(row.input), clientData);
      const triggerMetadata = { instanceId: { string: row.instanceId } };
      const { response } = await invoke({ fn, inputData, triggerMetadata, log });
      return { ok: true, result: resultJson(response.returnValue) };
    } catch (error) {
      return failed(row.name, messageOf(error));
    }
  }
}

/** Azure hands every input over as one text: a boolean becomes a word of .NET, and nothing is nothing. */
function activityInput(json: string | null): TypedData {
  if (json === null) return {};
  const input: unknown = JSON.parse(json);
  if (input === null) return {};
  if (typeof input === 'boolean') return { string: input ? 'True' : 'False' };
  // The library has made JSON of a string already.
  return { string: typeof input === 'string' ? input : json };
}

function resultJson(value: TypedData | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (value.string !== undefined) return JSON.stringify(value.string);
  if (value.json !== undefined) return value.json;
  if (value.bytes !== undefined) return JSON.stringify(Buffer.from(value.bytes).toString('base64'));
  return JSON.stringify(value.int ?? value.double ?? null);
}

function failed(name: string, message: string): ActivityOutcome {
  const exception = {
    $type: 'System.Exception, System.Private.CoreLib',
    ClassName: 'System.Exception',
    Message: ` ${message}`,
  };
  return { ok: false, reason: `Activity function '${name}' failed:  ${message}`, details: JSON.stringify(exception) };
}

/** What an orchestration hears of an activity that has ended. */
export function endOfActivity({ taskId }: ActivityRow, outcome: ActivityOutcome, now: Date): Message {
  return outcome.ok
    ? { EventType: EventType.TaskCompleted, TaskScheduledId: taskId, Result: outcome.result, ...stamp(now) }
    : {
        EventType: EventType.TaskFailed,
        TaskScheduledId: taskId,
        Reason: outcome.reason,
        Details: outcome.details,
        FailureDetails: null,
        ...stamp(now),
      };
}
