import { randomUUID } from 'node:crypto';
import type { Decision } from './decision.ts';
import {
  EventType,
  type ExecutionStarted,
  executionStarted,
  type Message,
  type ParentInstance,
  stamp,
} from './historyEvents.ts';
import type { End } from './replay.ts';
import {
  type ActivityRow,
  type InstanceRow,
  isEnded,
  type MessageRow,
  type RuntimeStatus,
  type Store,
  type TimerRow,
} from './store.ts';
import type { StoredEvent, Turn } from './turn.ts';

export interface TurnCommit {
  store: Store;
  row: InstanceRow;
  turn: Turn;
  past: readonly StoredEvent[];
  /** Messages that the turn took. */
  consumed: readonly number[];
  now: Date;
  defaultVersion: string | null;
  dueAt(fireAt: Date): Date;
}

/** What is on disk now and has to be followed in memory. */
export interface Committed {
  messages: MessageRow[];
  activities: ActivityRow[];
  timers: TimerRow[];
  hasEnded: boolean;
}

/**
 * Stores a turn in one transaction: history, consumed and outgoing messages, activities, timers and the instance's row,
 * or nothing of it.
 */
export function commitTurn(commit: TurnCommit): Committed {
  const { store, row, turn, past, consumed } = commit;
  return store.transaction(() => {
    for (const seq of consumed) store.deleteMessage(seq);
    if (turn.replacesHistory) store.deleteHistory(row.id);
    let position = turn.replacesHistory ? 0 : past.length;
    for (const { text } of turn.newEvents) store.appendHistory(row.id, position++, text);

    const committed: Committed = { messages: [], activities: [], timers: [], hasEnded: turn.end !== undefined };
    for (const decision of turn.decisions) storeDecision(commit, decision, committed);
    if (turn.end) {
      const notice = parentNotice(turn.start.ParentInstance, turn.end, commit.now);
      if (notice) committed.messages.push(store.addMessage(notice));
      store.deleteTimersOf(row.id);
    }
    store.putInstance(nextRow(commit));
    return committed;
  });
}

function nextRow({ row, turn, now }: TurnCommit): InstanceRow {
  const { start, end, isSuspended, customStatus } = turn;
  const status: RuntimeStatus = end ? endStatus(end) : isSuspended ? 'Suspended' : 'Running';
  const executionId = start.OrchestrationInstance.ExecutionId;
  return {
    ...row,
    executionId,
    status,
    input: start.Input,
    output: end ? end.result : isSuspended ? suspensionReason(turn, row) : null,
    customStatus: customStatus === undefined ? row.customStatus : JSON.stringify(customStatus),
    // The newest generation's, as on Azure.
    createdAt: executionId === row.executionId ? row.createdAt : start.Timestamp,
    updatedAt: now.toISOString(),
    generation: start.Generation,
  };
}

function endStatus(end: End): RuntimeStatus {
  if (end.status === 'ContinuedAsNew') throw new Error('A turn ends only when its last generation does.');
  return end.status;
}

function suspensionReason(turn: Turn, row: InstanceRow): string | null {
  for (const { event } of turn.newEvents) {
    if (event.EventType === EventType.ExecutionSuspended) return event.Reason;
  }
  return row.output;
}

function storeDecision(commit: TurnCommit, decision: Decision, committed: Committed): void {
  const { store, row, turn } = commit;
  const instanceId = row.id;
  const executionId = turn.start.OrchestrationInstance.ExecutionId;
  switch (decision.kind) {
    case 'activity': {
      const input = decision.input === undefined ? null : JSON.stringify(decision.input);
      committed.activities.push(
        store.addActivity({ instanceId, executionId, taskId: decision.id, name: decision.name, input }),
      );
      break;
    }
    case 'timer': {
      const fireAt = decision.fireAt.toISOString();
      const dueAt = commit.dueAt(decision.fireAt).toISOString();
      committed.timers.push(store.addTimer({ instanceId, executionId, timerId: decision.id, fireAt, dueAt }));
      break;
    }
    case 'child':
      committed.messages.push(startChild(commit, decision));
      break;
  }
}

function startChild(
  { store, turn, now, defaultVersion }: TurnCommit,
  decision: Extract<Decision, { kind: 'child' }>,
): MessageRow {
  const { start } = turn;
  const parent: ParentInstance = {
    Name: start.Name,
    OrchestrationInstance: start.OrchestrationInstance,
    TaskScheduleId: decision.id,
    Version: start.Version,
  };
  const child = executionStarted(now, {
    OrchestrationInstance: { InstanceId: decision.instanceId, ExecutionId: randomUUID().replaceAll('-', '') },
    ParentInstance: parent,
    Name: decision.name,
    Version: decision.version ?? defaultVersion,
    Input: decision.input === undefined || decision.input === null ? null : JSON.stringify(decision.input),
    Generation: null,
  });
  return startExecution(store, child);
}

/**
 * Puts a new execution on disk within the caller's transaction: its instance and the message that starts it. While
 * another execution of that id still runs, only the message is stored, and waits.
 */
export function startExecution(store: Store, start: ExecutionStarted): MessageRow {
  const { InstanceId: id, ExecutionId: executionId } = start.OrchestrationInstance;
  const present = store.instance(id);
  if (!present || isEnded(present)) store.putInstance(pendingInstance(start));
  return store.addMessage({ instanceId: id, executionId, event: JSON.stringify(start) });
}

export function pendingInstance(start: ExecutionStarted): InstanceRow {
  return {
    id: start.OrchestrationInstance.InstanceId,
    executionId: start.OrchestrationInstance.ExecutionId,
    name: start.Name,
    status: 'Pending',
    input: start.Input,
    output: null,
    customStatus: null,
    createdAt: start.Timestamp,
    updatedAt: start.Timestamp,
    generation: start.Generation,
    parentId: start.ParentInstance?.OrchestrationInstance.InstanceId ?? null,
  };
}

function parentNotice(parent: ParentInstance | null, end: End, now: Date): Omit<MessageRow, 'seq'> | undefined {
  if (!parent) return undefined;
  const common = { TaskScheduledId: parent.TaskScheduleId, ...stamp(now) };
  const event: Message =
    end.status === 'Completed'
      ? { EventType: EventType.SubOrchestrationInstanceCompleted, Result: end.result, ...common }
      : {
          EventType: EventType.SubOrchestrationInstanceFailed,
          Reason: end.result ?? '',
          Details: end.details,
          FailureDetails: null,
          ...common,
        };
  const { InstanceId: instanceId, ExecutionId: executionId } = parent.OrchestrationInstance;
  return { instanceId, executionId, event: JSON.stringify(event) };
}
