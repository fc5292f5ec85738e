import { randomUUID } from 'node:crypto';
import type { CallAction, OrchestratorState } from './actions.ts';
import type { Decision } from './decision.ts';
import {
  EventType,
  type ExecutionCompleted,
  type ExecutionStarted,
  executionStarted,
  type HistoryEvent,
  type Message,
  type OrchestratorMark,
  stamp,
} from './historyEvents.ts';
import type { OrchestratorAnswer } from './orchestratorCall.ts';
import { type End, type Replay, replay } from './replay.ts';
import { brokenChildRule, brokenRule, customStatusBytes, unsupportedCall } from './strictRules.ts';

/** An event with its JSON text, so that a long history is not serialised anew at each turn. */
export interface StoredEvent {
  event: HistoryEvent;
  text: string;
}

export interface TurnPorts {
  now: Date;
  strict: boolean;
  isRegistered(action: CallAction): boolean;
  isRunning(instanceId: string): boolean;
  callOrchestrator(
    texts: readonly string[],
    start: ExecutionStarted,
    isReplaying: boolean,
  ): Promise<OrchestratorAnswer>;
}

export interface Turn {
  start: ExecutionStarted;
  /** The old history is void: the execution is new, or went on as new. */
  replacesHistory: boolean;
  /** What follows the old history, or replaces it. */
  newEvents: StoredEvent[];
  decisions: Decision[];
  end: End | undefined;
  isSuspended: boolean;
  /** Undefined: unchanged. */
  customStatus: unknown;
}

/** One work item: past and new events in, new history and decisions out. Nothing is stored here. */
export async function runTurn(
  past: readonly StoredEvent[],
  batch: readonly Message[],
  ports: TurnPorts,
): Promise<Turn> {
  const { now } = ports;
  let old = past;
  let fresh: HistoryEvent[] = [mark(EventType.OrchestratorStarted, now), ...batch];
  let customStatus: unknown;
  for (;;) {
    const start = startOf(old, fresh);
    const texts = [...old.map(({ text }) => text), ...fresh.map((event) => JSON.stringify(event))];
    const answer = limitCustomStatus(await ports.callOrchestrator(texts, start, old.length > 0));
    const result = decide([...old.map(({ event }) => event), ...fresh], start, answer, ports);
    if (answer.state.customStatus !== undefined) customStatus = answer.state.customStatus;
    for (const event of fresh) event.IsPlayed = event.EventType !== EventType.OrchestratorStarted;

    const { end } = result;
    if (end?.status === 'ContinuedAsNew') {
      for (const event of end.carriedEvents) event.IsPlayed = true;
      const next = nextGeneration(start, end, now);
      fresh = [
        mark(EventType.OrchestratorStarted, now),
        next,
        ...end.carriedEvents,
        mark(EventType.OrchestratorCompleted, now),
      ];
      old = [];
      continue;
    }

    const rows = rowsOf(result, now);
    // A new generation brings its own mark, and gets another one only behind decisions.
    const isClosed = rows.length === 0 && fresh.at(-1)?.EventType === EventType.OrchestratorCompleted;
    const written = [...fresh, ...rows, ...(isClosed ? [] : [mark(EventType.OrchestratorCompleted, now)])];
    return {
      start,
      replacesHistory: old.length === 0,
      newEvents: written.map((event) => ({ event, text: JSON.stringify(event) })),
      decisions: result.decisions,
      end,
      isSuspended: result.isSuspended,
      customStatus,
    };
  }
}

function decide(
  history: readonly HistoryEvent[],
  start: ExecutionStarted,
  answer: OrchestratorAnswer,
  ports: TurnPorts,
): Replay {
  const { isRegistered } = ports;
  const executionId = start.OrchestrationInstance.ExecutionId;
  const unsupported = unsupportedCall(answer.state.actions);
  if (unsupported) return failure(start, history, unsupported);
  const result = replay({ history, state: answer.state, name: start.Name, executionId, isRegistered });
  if (!ports.strict || result.end?.status === 'Terminated') return result;
  const broken = brokenRule(answer, result, isRegistered) ?? brokenChildRule(result.decisions, ports.isRunning);
  return broken === undefined ? result : failure(start, history, broken);
}

function failure(start: ExecutionStarted, history: readonly HistoryEvent[], problem: string): Replay {
  const id = 1 + Math.max(-1, ...history.map((event) => event.EventId));
  const result = `Orchestrator function '${start.Name}' failed: ${problem}`;
  const end: End = { id, status: 'Failed', result, details: problem, carriedEvents: [] };
  return { decisions: [], end, isSuspended: false, isStuck: false, openTimers: 0 };
}

/** Azure's own limit, checked before the actions are looked at: whole KiB, of which 16 are allowed. */
function limitCustomStatus(answer: OrchestratorAnswer): OrchestratorAnswer {
  const sizeKiB = Math.floor(customStatusBytes(answer.state) / 1024);
  if (sizeKiB <= 16) return answer;
  const error = `The UTF-16 size of the JSON-serialized payload must not exceed 16 KB. The current payload size is ${sizeKiB} KB.`;
  const state: OrchestratorState = { isDone: false, actions: [], error };
  return { state };
}

function startOf(old: readonly StoredEvent[], fresh: readonly HistoryEvent[]): ExecutionStarted {
  for (const event of [...old.slice(0, 2).map((stored) => stored.event), ...fresh]) {
    if (event.EventType === EventType.ExecutionStarted) return event;
  }
  throw new Error('A turn needs the event ExecutionStarted, in its history or in its messages.');
}

function nextGeneration(start: ExecutionStarted, end: End, now: Date): ExecutionStarted {
  const { InstanceId } = start.OrchestrationInstance;
  return executionStarted(now, {
    OrchestrationInstance: { InstanceId, ExecutionId: randomUUID().replaceAll('-', '') },
    ParentInstance: start.ParentInstance,
    Name: start.Name,
    Version: start.Version,
    Input: end.result,
    Generation: null,
  });
}

function mark(type: OrchestratorMark['EventType'], now: Date): OrchestratorMark {
  return { EventType: type, ...stamp(now) };
}

function rowsOf({ decisions, end }: Replay, now: Date): HistoryEvent[] {
  const rows = decisions.map((decision) => decisionRow(decision, now));
  if (end) {
    const completed: ExecutionCompleted = {
      EventType: EventType.ExecutionCompleted,
      OrchestrationStatus: end.status,
      Result: end.result,
      FailureDetails: null,
      ...stamp(now, end.id),
    };
    rows.push(completed);
  }
  return rows.sort((a, b) => a.EventId - b.EventId);
}

function decisionRow(decision: Decision, now: Date): HistoryEvent {
  const common = stamp(now, decision.id);
  switch (decision.kind) {
    case 'activity':
      return {
        EventType: EventType.TaskScheduled,
        Name: decision.name,
        Version: '',
        Input: null,
        ParentTraceContext: null,
        Tags: null,
        ...common,
      };
    case 'timer':
      return { EventType: EventType.TimerCreated, FireAt: decision.fireAt.toISOString(), ...common };
    case 'child':
      return {
        EventType: EventType.SubOrchestrationInstanceCreated,
        Name: decision.name,
        Version: decision.version ?? null,
        InstanceId: decision.instanceId,
        Input: null,
        ClientSpanId: null,
        Tags: null,
        ...common,
      };
  }
}
