import { EventType, type HistoryEvent } from './historyEvents.ts';

const nameOf = new Map<number, string>(Object.entries(EventType).map(([name, type]) => [type, name]));

/**
 * The rows of `showHistory`: not the stored history, but Azure's digest of it, with names for numbers, parsed results
 * and no bookkeeping.
 */
export function historyView(history: readonly HistoryEvent[], showOutput: boolean): Record<string, unknown>[] {
  const scheduled = new Map<number, { name: string; at: string }>();
  const rows: Record<string, unknown>[] = [];
  for (const event of history) {
    switch (event.EventType) {
      case EventType.OrchestratorStarted:
      case EventType.OrchestratorCompleted:
        break;
      case EventType.TaskScheduled:
      case EventType.SubOrchestrationInstanceCreated:
        scheduled.set(event.EventId, { name: event.Name, at: event.Timestamp });
        break;
      default:
        rows.push(viewOf(event, scheduled, showOutput));
    }
  }
  return rows;
}

function viewOf(
  event: HistoryEvent,
  scheduled: ReadonlyMap<number, { name: string; at: string }>,
  showOutput: boolean,
): Record<string, unknown> {
  const EventTypeName = nameOf.get(event.EventType);
  const { Timestamp } = event;
  switch (event.EventType) {
    case EventType.ExecutionStarted: {
      const { Input, Correlation, ParentTraceContext, ScheduledStartTime, Generation, GenerateNewTrace, Name } = event;
      return {
        EventType: EventTypeName,
        Input,
        Correlation,
        ParentTraceContext,
        ScheduledStartTime,
        Generation,
        GenerateNewTrace,
        Timestamp,
        FunctionName: Name,
      };
    }
    case EventType.TaskCompleted:
    case EventType.SubOrchestrationInstanceCompleted: {
      const Result = showOutput ? { Result: parsed(event.Result) } : {};
      return { EventType: EventTypeName, ...Result, Timestamp, ...origin(event.TaskScheduledId, scheduled) };
    }
    case EventType.TaskFailed:
    case EventType.SubOrchestrationInstanceFailed: {
      const { Reason, Details, FailureDetails } = event;
      return {
        EventType: EventTypeName,
        Reason,
        Details,
        FailureDetails,
        Timestamp,
        ...origin(event.TaskScheduledId, scheduled),
      };
    }
    case EventType.ExecutionCompleted: {
      const Result = showOutput ? { Result: parsed(event.Result) } : {};
      const { OrchestrationStatus, FailureDetails } = event;
      return { EventType: EventTypeName, OrchestrationStatus, ...Result, FailureDetails, Timestamp };
    }
    case EventType.TimerFired:
      return { EventType: EventTypeName, FireAt: event.FireAt, Timestamp };
    default: {
      const { EventId, IsPlayed, Timestamp: _, ...own } = event;
      return { ...own, EventType: EventTypeName, Timestamp };
    }
  }
}

function origin(id: number, scheduled: ReadonlyMap<number, { name: string; at: string }>): Record<string, unknown> {
  const task = scheduled.get(id);
  return { ScheduledTime: task?.at ?? null, FunctionName: task?.name ?? null, Input: null };
}

/** JSON where it is JSON, else the text itself: errors and reasons are plain. */
export function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
