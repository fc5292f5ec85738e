import { setImmediate as nextMacrotask } from 'node:timers/promises';
import type { HostClock } from '../clock.ts';
import { type RegisteredFunction, registeredFunctions } from '../functionsCore.ts';
import type { Log } from '../log.ts';
import { triggerType } from '../worker/bindInputs.ts';
import { messageOf } from '../worker/invocation.ts';
import type { Workload } from '../workload.ts';
import { type CallAction, isActivityCall } from './actions.ts';
import { ActivityDispatcher, type ActivityOutcome, endOfActivity } from './activityDispatcher.ts';
import { type Committed, commitTurn, pendingInstance } from './commitTurn.ts';
import { DurableTimers } from './durableTimers.ts';
import { EventType, type ExecutionStarted, type HistoryEvent, type Message, readEvent } from './historyEvents.ts';
import { HostKilledError, type HubEvent, type OnHubEvent, WORKER_DIED, type WorkerDies } from './hubEvents.ts';
import { sortMessages } from './messages.ts';
import { callOrchestrator, type OrchestratorAnswer, unknownOrchestrator } from './orchestratorCall.ts';
import { type ActivityRow, type InstanceRow, isEnded, type MessageRow, type Store } from './store.ts';
import { runTurn, type StoredEvent } from './turn.ts';
import { type VersionRule, waitsForAnotherBuild } from './versions.ts';

export interface HubOptions extends VersionRule {
  store: Store;
  clock: HostClock;
  workload: Workload;
  log: Log;
  strict: boolean;
  truncateTimers: boolean;
  maxConcurrentActivities: number;
  /** The data of a durable client binding, as JSON. */
  clientData: string;
  onEvent?: OnHubEvent | undefined;
  workerDies?: WorkerDies | undefined;
  /** How long a status call does not see yet what a client has started. */
  rowLagMs: number;
}

/** The task hub: delivers messages to orchestrations, one work item at a time, and runs what they decide. Everything of consequence is on disk before anything follows from it. */
export class Hub {
  readonly options: HubOptions;
  readonly #activities: ActivityDispatcher;
  readonly #timers: DurableTimers;
  /** Messages on disk that no turn has consumed yet. */
  readonly #inbox = new Map<string, MessageRow[]>();
  readonly #ready = new Set<string>();
  /** Histories of running instances: reading one anew at each turn would make a fan-out quadratic. */
  readonly #histories = new Map<string, StoredEvent[]>();
  readonly #activityEnds = new Map<number, () => void>();
  #isPumping = false;
  #isStopped = false;

  constructor(options: HubOptions) {
    this.options = options;
    const { store, clock, log, clientData, truncateTimers } = options;
    this.#activities = new ActivityDispatcher(options.maxConcurrentActivities, {
      find: (name) => this.#find(name, 'activityTrigger'),
      clientData,
      log,
      onStart: (row) => this.guard(() => this.#emit('activityStarted', row.instanceId, row.name)),
      onEnd: (row, outcome) => this.guard(() => this.#storeOutcome(row, outcome)),
    });
    this.#timers = new DurableTimers(store, clock, truncateTimers, (message) =>
      this.guard(() => {
        this.deliver(message);
        this.#emit('timerFired', message.instanceId, '');
      }),
    );
  }

  /** Takes up what an earlier process left: messages, activities (again, at once) and timers. */
  resume(): void {
    const { store } = this.options;
    for (const message of store.messages()) this.deliver(message);
    for (const activity of store.activities()) this.#enqueueActivity(activity);
    this.#timers.resume();
  }

  /** Nothing is stored or started any more; a turn or an activity that is in flight is dropped, and done again at the next start. */
  stop(): void {
    this.#isStopped = true;
    this.#activities.stop();
    this.#timers.stop();
  }

  isOrchestrator(name: string): boolean {
    return this.#find(name, 'orchestrationTrigger') !== undefined;
  }

  /** Queues a message that is on disk. */
  deliver(message: MessageRow): void {
    const waiting = this.#inbox.get(message.instanceId) ?? [];
    waiting.push(message);
    this.#inbox.set(message.instanceId, waiting);
    this.#wake(message.instanceId);
  }

  /** What was kept in memory of an instance that is purged or replaced. */
  forget(instanceId: string): void {
    this.#histories.delete(instanceId);
    this.#inbox.delete(instanceId);
    this.#timers.forget(instanceId);
  }

  /** Runs a step of the hub; a test that kills the host within it ends the step quietly. */
  guard(step: () => void): void {
    if (this.#isStopped) return;
    try {
      step();
    } catch (error) {
      if (!(error instanceof HostKilledError)) throw error;
    }
  }

  emitStarted(instanceId: string, name: string): void {
    this.#emit('started', instanceId, name);
  }

  #wake(instanceId: string): void {
    this.#ready.add(instanceId);
    if (this.#isPumping || this.#isStopped) return;
    this.#isPumping = true;
    const end = this.options.workload.begin();
    void this.#pump().finally(() => {
      this.#isPumping = false;
      end();
    });
  }

  async #pump(): Promise<void> {
    for (;;) {
      // Lets results arrive, so that one turn takes many, and requests be answered.
      await nextMacrotask();
      const [instanceId] = this.#ready;
      if (instanceId === undefined || this.#isStopped) return;
      this.#ready.delete(instanceId);
      try {
        await this.#turn(instanceId);
      } catch (error) {
        if (error instanceof HostKilledError || this.#isStopped) return;
        const problem = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
        this.options.log({
          level: 'error',
          source: 'host',
          message: `The instance "${instanceId}" could not go on: ${problem}`,
        });
      }
    }
  }

  async #turn(instanceId: string): Promise<void> {
    const { store, clock, strict } = this.options;
    const messages = this.#inbox.get(instanceId) ?? [];
    this.#inbox.delete(instanceId);
    const row = this.#currentInstance(instanceId, messages);
    const { batch, deferred } = sortMessages(messages, row);
    if (deferred.length > 0) this.#inbox.set(instanceId, deferred);
    const consumed = messages.filter((message) => !deferred.includes(message)).map(({ seq }) => seq);
    const isNew = batch[0]?.EventType === EventType.ExecutionStarted;
    if (!row || batch.length === 0) {
      store.transaction(() => {
        for (const seq of consumed) store.deleteMessage(seq);
      });
      return;
    }

    const past = isNew ? [] : this.#history(instanceId);
    if (waitsForAnotherBuild(isNew ? batch : past.slice(0, 2).map(({ event }) => event), this.options)) {
      // On disk they are still, for the next host; here they wait with whatever comes after them.
      this.#inbox.set(instanceId, messages);
      return;
    }
    this.#emit('turnStarted', instanceId, row.name);
    const turn = await runTurn(past, batch, {
      now: clock.now(),
      strict,
      isRegistered: (action) => this.#isRegistered(action),
      isRunning: (id) => {
        const other = store.instance(id);
        return other !== undefined && !isEnded(other);
      },
      callOrchestrator: (texts, start, isReplaying) => this.#callOrchestrator(texts, start, isReplaying),
    });
    // Stopped or purged while the orchestrator's code ran: what it decided is void.
    if (this.#isStopped || store.instance(instanceId) === undefined) return;

    this.#emit('turnDecided', instanceId, row.name);
    const { defaultVersion } = this.options;
    const committed = commitTurn({
      store,
      row,
      turn,
      past,
      consumed,
      now: clock.now(),
      defaultVersion,
      dueAt: (fireAt) => this.#timers.dueAt(fireAt),
    });
    this.#follow(instanceId, [...(turn.replacesHistory ? [] : past), ...turn.newEvents], committed);
    this.#emit('turnCommitted', instanceId, row.name);
  }

  /** The instance as stored, or the next execution of its id when the last one has ended. */
  #currentInstance(instanceId: string, messages: readonly MessageRow[]): InstanceRow | undefined {
    const { store } = this.options;
    const row = store.instance(instanceId);
    if (row && !isEnded(row)) return row;
    for (const { executionId, event: text } of messages) {
      if (executionId === null || executionId === row?.executionId) continue;
      const event = readEvent<Message>(text);
      if (event.EventType !== EventType.ExecutionStarted) continue;
      const next = pendingInstance(event);
      store.putInstance(next);
      return next;
    }
    return row;
  }

  /** Starts in memory what the commit has put on disk. */
  #follow(instanceId: string, history: StoredEvent[], committed: Committed): void {
    if (committed.hasEnded) {
      this.#histories.delete(instanceId);
      this.#timers.forget(instanceId);
      if (this.#inbox.has(instanceId)) this.#wake(instanceId);
    } else {
      this.#histories.set(instanceId, history);
    }
    for (const message of committed.messages) this.deliver(message);
    for (const activity of committed.activities) this.#enqueueActivity(activity);
    for (const timer of committed.timers) this.#timers.arm(timer);
  }

  #enqueueActivity(row: ActivityRow): void {
    this.#activityEnds.set(row.seq, this.options.workload.begin());
    this.#activities.enqueue(row);
  }

  #storeOutcome(row: ActivityRow, outcome: ActivityOutcome): void {
    const { store, clock } = this.options;
    this.#emit('activityFinished', row.instanceId, row.name);
    const event = endOfActivity(row, outcome, clock.now());
    const { instanceId, executionId } = row;
    const message = store.transaction(() => {
      store.deleteActivity(row.seq);
      return store.addMessage({ instanceId, executionId, event: JSON.stringify(event) });
    });
    this.deliver(message);
    this.#activityEnds.get(row.seq)?.();
    this.#activityEnds.delete(row.seq);
    this.#emit('activityStored', row.instanceId, row.name);
  }

  async #callOrchestrator(
    historyTexts: readonly string[],
    start: ExecutionStarted,
    isReplaying: boolean,
  ): Promise<OrchestratorAnswer> {
    const { log, workerDies } = this.options;
    const fn = this.#find(start.Name, 'orchestrationTrigger');
    if (workerDies?.({ instanceId: start.OrchestrationInstance.InstanceId, name: start.Name })) {
      return { state: { isDone: false, actions: [], error: WORKER_DIED } };
    }
    return fn ? callOrchestrator({ fn, historyTexts, start, isReplaying, log }) : unknownOrchestrator(start.Name);
  }

  #isRegistered(action: CallAction): boolean {
    return (
      this.#find(action.functionName, isActivityCall(action) ? 'activityTrigger' : 'orchestrationTrigger') !== undefined
    );
  }

  #find(name: string, type: string): RegisteredFunction | undefined {
    const fn = registeredFunctions().get(name);
    return fn && triggerType(fn) === type ? fn : undefined;
  }

  #history(instanceId: string): StoredEvent[] {
    const cached = this.#histories.get(instanceId);
    if (cached) return cached;
    return this.options.store.history(instanceId).map((text) => ({ text, event: readEvent<HistoryEvent>(text) }));
  }

  #emit(kind: HubEvent['kind'], instanceId: string, name: string): void {
    if (!this.options.onEvent) return;
    try {
      this.options.onEvent({ kind, instanceId, name });
    } catch {
      this.stop();
    }
    if (this.#isStopped) throw new HostKilledError();
  }
}
