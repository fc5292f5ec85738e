import { randomUUID } from 'node:crypto';
import { startExecution } from './commitTurn.ts';
import {
  type EventRaised,
  EventType,
  executionStarted,
  type HistoryEvent,
  type Message,
  readEvent,
  stamp,
} from './historyEvents.ts';
import { historyView, parsed } from './historyView.ts';
import type { Hub } from './hub.ts';
import { instanceIdProblem } from './instanceId.ts';
import { type InstanceQuery, type InstanceRow, isEnded } from './store.ts';

/** What became of a client's call; the HTTP layer turns it into Azure's answer. */
export type ClientOutcome =
  | { kind: 'done' }
  | { kind: 'notFound' }
  | { kind: 'ended' }
  | { kind: 'refused'; status: 400 | 409 | 412 | 500; message: string };

export interface StatusOptions {
  showInput: boolean;
  showHistory: boolean;
  showHistoryOutput: boolean;
}

/** The operations of the durable client on the hub. Each is on disk when it returns. */
export class InstanceClient {
  readonly #hub: Hub;
  /** What status calls see, until then, of instances that were started a moment ago. */
  readonly #late = new Map<string, { row: InstanceRow | undefined; untilMs: number }>();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  start(name: string, id: string, input: string | null, version: string | null): ClientOutcome {
    const { store, clock, strict, defaultVersion, rowLagMs } = this.#hub.options;
    const problem = instanceIdProblem(id);
    if (strict && problem) return { kind: 'refused', status: 400, message: problem };
    if (strict && !this.#hub.isOrchestrator(name)) {
      return { kind: 'refused', status: 400, message: `The orchestrator "${name}" is not registered.` };
    }
    const present = store.instance(id);
    if (present && !isEnded(present)) {
      const message = `An Orchestration instance with the status ${present.status} already exists.`;
      return { kind: 'refused', status: 409, message };
    }
    const start = executionStarted(clock.now(), {
      OrchestrationInstance: { InstanceId: id, ExecutionId: randomUUID() },
      ParentInstance: null,
      Name: name,
      Version: version ?? defaultVersion,
      Input: input,
      Generation: present ? (present.generation ?? 0) + 1 : 0,
    });
    if (rowLagMs > 0) this.#late.set(id, { row: present, untilMs: clock.now().getTime() + rowLagMs });
    const message = store.transaction(() => startExecution(store, start));
    this.#hub.deliver(message);
    this.#hub.emitStarted(id, name);
    return { kind: 'done' };
  }

  raiseEvent(id: string, eventName: string, input: string): ClientOutcome {
    const common = stamp(this.#hub.options.clock.now());
    const event: EventRaised = {
      EventType: EventType.EventRaised,
      Name: eventName,
      Input: input,
      ParentTraceContext: null,
      ...common,
    };
    return this.#send(id, event);
  }

  terminate(id: string, reason: string): ClientOutcome {
    const { store, strict, clock } = this.#hub.options;
    const row = store.instance(id);
    const parent = row?.parentId ? store.instance(row.parentId) : undefined;
    if (strict && row && !isEnded(row) && parent && !isEnded(parent)) {
      const message = `Rule "never terminate a child": "${id}" belongs to "${parent.id}", which would fail as non-deterministic. End the root first.`;
      return { kind: 'refused', status: 400, message };
    }
    return this.#send(id, { EventType: EventType.ExecutionTerminated, Input: reason, ...stamp(clock.now()) });
  }

  suspend(id: string, reason: string): ClientOutcome {
    const event = { EventType: EventType.ExecutionSuspended, Reason: reason, ...stamp(this.#hub.options.clock.now()) };
    return this.#refusal(id, 'suspend', (row) => row.status === 'Suspended') ?? this.#send(id, event);
  }

  resume(id: string, reason: string): ClientOutcome {
    const event = { EventType: EventType.ExecutionResumed, Reason: reason, ...stamp(this.#hub.options.clock.now()) };
    return this.#refusal(id, 'resume', (row) => row.status !== 'Suspended') ?? this.#send(id, event);
  }

  purge(id: string): ClientOutcome {
    const { store } = this.#hub.options;
    const row = store.instance(id);
    if (!row) return { kind: 'notFound' };
    if (!isEnded(row)) {
      const message = `Only orchestrations in a terminal state can be purged, but the orchestration with instance ID ${id} has status ${row.status}`;
      return { kind: 'refused', status: 412, message };
    }
    store.transaction(() => store.deleteInstance(id));
    this.#hub.forget(id);
    return { kind: 'done' };
  }

  /** Ended instances that match; returns how many. */
  purgeBy(query: InstanceQuery): number {
    const rows = this.#hub.options.store.instances(query).filter(isEnded);
    for (const { id } of rows) this.purge(id);
    return rows.length;
  }

  instance(id: string): InstanceRow | undefined {
    const { store, clock } = this.#hub.options;
    const late = this.#late.get(id);
    if (late && clock.now().getTime() < late.untilMs) return late.row;
    this.#late.delete(id);
    return store.instance(id);
  }

  list(query: InstanceQuery): InstanceRow[] {
    return this.#hub.options.store.instances(query);
  }

  status(row: InstanceRow, options: StatusOptions): Record<string, unknown> {
    const status = {
      name: row.name,
      instanceId: row.id,
      runtimeStatus: row.status,
      input: options.showInput ? parsed(row.input) : null,
      customStatus: parsed(row.customStatus),
      output: row.status === 'Completed' ? parsed(row.output) : row.output,
      createdTime: wholeSeconds(row.createdAt),
      lastUpdatedTime: wholeSeconds(row.updatedAt),
    };
    if (!options.showHistory) return status;
    const history = this.#hub.options.store.history(row.id).map((text) => readEvent<HistoryEvent>(text));
    return { ...status, historyEvents: historyView(history, options.showHistoryOutput) };
  }

  #send(id: string, event: Message): ClientOutcome {
    const { store } = this.#hub.options;
    const row = store.instance(id);
    if (!row) return { kind: 'notFound' };
    if (isEnded(row)) return { kind: 'ended' };
    const text = JSON.stringify(event);
    const message = store.transaction(() => store.addMessage({ instanceId: id, executionId: null, event: text }));
    this.#hub.deliver(message);
    return { kind: 'done' };
  }

  #refusal(id: string, verb: string, isWrong: (row: InstanceRow) => boolean): ClientOutcome | undefined {
    const row = this.instance(id);
    if (!row || isEnded(row) || !isWrong(row)) return undefined;
    const message = `Cannot ${verb} the orchestration instance ${id} because instance is in the ${row.status} state.`;
    return { kind: 'refused', status: 500, message };
  }
}

/** As Azure answers: cut, while filters work on the true times. */
function wholeSeconds(isoTime: string): string {
  return isoTime.replace(/\.\d+Z$/, 'Z');
}
