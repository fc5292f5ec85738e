import {
  type Action,
  ActionType,
  type CallAction,
  isActivityCall,
  type OrchestratorState,
  type TimerAction,
} from './actions.ts';
import { Completion } from './completion.ts';
import type { Decision } from './decision.ts';
import { type EventRaised, EventType, type HistoryEvent, type OrchestrationStatus } from './historyEvents.ts';
import { isLong, nextPartMs } from './longTimer.ts';
import { checkDecision, NonDeterminismError } from './nonDeterminism.ts';
import { retryDelayMs } from './retryDelay.ts';

export interface End {
  id: number;
  status: OrchestrationStatus;
  /** JSON text when completed or continued as new, else plain text. */
  result: string | null;
  /** Only of failures: the text that the parent sees behind the reason. */
  details: string | null;
  /** Only when continued as new: events that arrived too late for this generation. */
  carriedEvents: EventRaised[];
}

export interface Replay {
  /** New decisions in the order of their ids. */
  decisions: Decision[];
  end: End | undefined;
  isSuspended: boolean;
  /** Everything that the orchestrator asked for has ended and it has not: it will never go on. */
  isStuck: boolean;
  /** Timers that the orchestrator itself created and that neither fired nor were cancelled. */
  openTimers: number;
}

export interface ReplayInput {
  /** Past and new events of this generation. */
  history: readonly HistoryEvent[];
  state: OrchestratorState;
  name: string;
  executionId: string;
  /** Unknown functions are never scheduled: on Azure the orchestration then waits for ever. */
  isRegistered(action: CallAction): boolean;
}

/**
 * Decides what an orchestration does next, as Microsoft's engine does: the list of actions is executed anew against the
 * history, one action after the other, with ids from one counter; what the history does not confirm is a new decision.
 * Pure: same history and actions, same decisions.
 */
export function replay(input: ReplayInput): Replay {
  return new ReplayContext(input).run();
}

class ReplayContext {
  readonly #input: ReplayInput;
  #nextId = 0;
  #nowMs = 0;
  #openTasks = new Map<number, Completion>();
  #ownTimers = new Set<number>();
  /** Decisions of this replay that no event of the history has confirmed yet. */
  #unconfirmed = new Map<number, Decision>();
  #waits = new Map<string, Completion[]>();
  #earlyEvents = new Map<string, number>();
  #isSuspended = false;
  #heldEvents: HistoryEvent[] = [];
  #heldDecisions: Decision[] = [];
  #continueAsNew: { input: unknown } | undefined;
  #carriedEvents: EventRaised[] = [];
  #program: Completion | undefined;
  #end: End | undefined;

  constructor(input: ReplayInput) {
    this.#input = input;
  }

  run(): Replay {
    try {
      for (const event of this.#input.history) this.#process(event);
      this.#finishIfDone();
    } catch (error) {
      if (!(error instanceof NonDeterminismError)) throw error;
      const { message } = error;
      this.#setEnd(
        'Failed',
        message,
        `Unhandled exception while executing orchestration: DurableTask.Core.Exceptions.NonDeterministicOrchestrationException: ${message}`,
      );
    }
    const isOver = this.#program?.isSettled === true && this.#openTasks.size === 0;
    return {
      decisions: [...this.#unconfirmed.values()],
      end: this.#end,
      isSuspended: this.#isSuspended,
      isStuck: isOver && !this.#end && !this.#isSuspended,
      openTimers: [...this.#openTasks.keys()].filter((id) => this.#ownTimers.has(id)).length,
    };
  }

  #process(event: HistoryEvent): void {
    if (event.EventType === EventType.OrchestratorStarted) {
      this.#nowMs = Date.parse(event.Timestamp);
      return;
    }
    const passesSuspension =
      event.EventType === EventType.ExecutionResumed || event.EventType === EventType.ExecutionTerminated;
    if (this.#isSuspended && !passesSuspension) {
      this.#heldEvents.push(event);
      return;
    }
    switch (event.EventType) {
      case EventType.ExecutionStarted:
        this.#program = Completion.run(this.#execute(this.#input.state.actions));
        break;
      case EventType.TaskScheduled:
      case EventType.TimerCreated:
      case EventType.SubOrchestrationInstanceCreated:
        checkDecision(this.#unconfirmed.get(event.EventId), event);
        this.#unconfirmed.delete(event.EventId);
        break;
      case EventType.TaskCompleted:
      case EventType.SubOrchestrationInstanceCompleted:
        this.#settle(event.TaskScheduledId, 'succeeded');
        break;
      case EventType.TaskFailed:
      case EventType.SubOrchestrationInstanceFailed:
        this.#settle(event.TaskScheduledId, 'failed');
        break;
      case EventType.TimerFired:
        this.#settle(event.TimerId, 'succeeded');
        break;
      case EventType.EventRaised:
        this.#raise(event);
        break;
      case EventType.ExecutionTerminated:
        this.#setEnd('Terminated', event.Input, null);
        break;
      case EventType.ExecutionSuspended:
        this.#isSuspended = true;
        this.#heldDecisions = [...this.#unconfirmed.values()];
        this.#unconfirmed.clear();
        break;
      case EventType.ExecutionResumed:
        this.#isSuspended = false;
        for (const decision of this.#heldDecisions.splice(0)) this.#unconfirmed.set(decision.id, decision);
        for (const held of this.#heldEvents.splice(0)) this.#process(held);
        break;
      default:
        break;
    }
  }

  *#execute(actions: readonly Action[]): Generator<Completion, boolean, void> {
    for (const action of actions) yield this.#start(action);
    return true;
  }

  #start(action: Action): Completion {
    switch (action.actionType) {
      case ActionType.CallActivity:
      case ActionType.CallSubOrchestrator:
        return this.#call(action);
      case ActionType.CallActivityWithRetry:
      case ActionType.CallSubOrchestratorWithRetry:
        return Completion.run(this.#callWithRetry(action));
      case ActionType.CreateTimer:
        return this.#startTimer(action);
      case ActionType.WaitForExternalEvent:
        return this.#waitForEvent(action.externalEventName);
      case ActionType.ContinueAsNew:
        this.#continueAsNew = { input: action.input };
        return Completion.settled('succeeded');
      case ActionType.WhenAll:
        return Completion.all(action.compoundActions.map((part) => this.#start(part)));
      case ActionType.WhenAny:
        return Completion.any(action.compoundActions.map((part) => this.#start(part)));
      default:
        throw new Error('The action is of a type that this host does not run.');
    }
  }

  #call(action: CallAction): Completion {
    if (!this.#input.isRegistered(action)) return Completion.settled('failed');
    const id = this.#nextId++;
    const { functionName: name, input } = action;
    if (isActivityCall(action)) return this.#open({ kind: 'activity', id, name, input });
    const instanceId = action.instanceId?.trim() ? action.instanceId : `${this.#input.executionId}:${id}`;
    return this.#open({ kind: 'child', id, name, instanceId, input, version: action.version });
  }

  *#callWithRetry(action: CallAction): Generator<Completion, boolean, void> {
    const options = action.retryOptions;
    if (!this.#input.isRegistered(action)) return false;
    if (!options) throw new Error(`The action that calls "${action.functionName}" with retry has no retry options.`);
    const firstAttemptMs = this.#nowMs;
    for (let attempt = 1; attempt <= options.maxNumberOfAttempts; attempt++) {
      const call = this.#call(action);
      yield call;
      if (call.outcome === 'succeeded') return true;
      if (attempt === options.maxNumberOfAttempts) {
        // The engine keeps this timer for histories written by its older versions, and the library waits for it.
        yield this.#openTimer(new Date(this.#nowMs));
        return false;
      }
      const delayMs = retryDelayMs(options, attempt, this.#nowMs - firstAttemptMs);
      if (delayMs === 0) return false;
      yield this.#openTimer(new Date(this.#nowMs + delayMs));
    }
    return false;
  }

  #startTimer(action: TimerAction): Completion {
    const fireAtMs = new Date(action.fireAt).getTime();
    if (isLong(this.#nowMs, fireAtMs) && !action.isCanceled) return Completion.run(this.#longTimer(fireAtMs));
    const id = this.#nextId;
    this.#ownTimers.add(id);
    const timer = this.#openTimer(new Date(nextPartMs(this.#nowMs, fireAtMs)));
    if (action.isCanceled) {
      this.#openTasks.delete(id);
      timer.settle('failed');
    }
    return timer;
  }

  *#longTimer(fireAtMs: number): Generator<Completion, boolean, void> {
    do {
      this.#ownTimers.add(this.#nextId);
      yield this.#openTimer(new Date(nextPartMs(this.#nowMs, fireAtMs)));
    } while (this.#nowMs < fireAtMs);
    return true;
  }

  #openTimer(fireAt: Date): Completion {
    return this.#open({ kind: 'timer', id: this.#nextId++, fireAt });
  }

  #open(decision: Decision): Completion {
    const completion = new Completion();
    this.#openTasks.set(decision.id, completion);
    this.#unconfirmed.set(decision.id, decision);
    return completion;
  }

  #settle(id: number, outcome: 'succeeded' | 'failed'): void {
    const task = this.#openTasks.get(id);
    if (!task) return;
    this.#openTasks.delete(id);
    task.settle(outcome);
  }

  #waitForEvent(name: string): Completion {
    const early = this.#earlyEvents.get(name) ?? 0;
    if (early > 0) {
      this.#earlyEvents.set(name, early - 1);
      return Completion.settled('succeeded');
    }
    const wait = new Completion();
    const waits = this.#waits.get(name) ?? [];
    waits.push(wait);
    this.#waits.set(name, waits);
    return wait;
  }

  #raise(event: EventRaised): void {
    if (this.#continueAsNew) {
      this.#carriedEvents.push(event);
      return;
    }
    const wait = this.#waits.get(event.Name)?.pop();
    if (wait) wait.settle('succeeded');
    else this.#earlyEvents.set(event.Name, (this.#earlyEvents.get(event.Name) ?? 0) + 1);
  }

  #finishIfDone(): void {
    // A timer that nobody cancelled and an activity that still runs keep the instance running.
    if (!this.#program?.isSettled || this.#openTasks.size > 0 || this.#isSuspended) return;
    const { error, isDone, output } = this.#input.state;
    if (error !== undefined) {
      this.#setEnd(
        'Failed',
        `Orchestrator function '${this.#input.name}' failed: ${error}`,
        `Message: ${error}, StackTrace: `,
      );
    } else if (isDone && this.#continueAsNew) {
      this.#setEnd('ContinuedAsNew', jsonOrNull(this.#continueAsNew.input), null);
    } else if (isDone) {
      this.#setEnd('Completed', jsonOrNull(output), null);
    }
  }

  #setEnd(status: OrchestrationStatus, result: string | null, details: string | null): void {
    this.#end ??= { id: this.#nextId++, status, result, details, carriedEvents: this.#carriedEvents };
  }
}

const jsonOrNull = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value);
