/**
 * History of an orchestration in the shape that Microsoft's extension hands to `durable-functions` (names and numbers
 * are its own).
 */
export const EventType = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventRaised: 15,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
} as const;

interface Common {
  EventId: number;
  IsPlayed: boolean;
  /** ISO 8601, UTC. */
  Timestamp: string;
}

export interface ParentInstance {
  Name: string;
  OrchestrationInstance: { InstanceId: string; ExecutionId: string };
  TaskScheduleId: number;
  Version: string | null;
}

export interface ExecutionStarted extends Common {
  EventType: 0;
  OrchestrationInstance: { InstanceId: string; ExecutionId: string };
  ParentInstance: ParentInstance | null;
  Name: string;
  Version: string | null;
  /** JSON text. */
  Input: string | null;
  Tags: null;
  Correlation: null;
  ParentTraceContext: null;
  ScheduledStartTime: null;
  /** 0, and one more with each restart by a client; null for children and after continueAsNew. */
  Generation: number | null;
  GenerateNewTrace: false;
}

export type OrchestrationStatus = 'Completed' | 'Failed' | 'Terminated' | 'ContinuedAsNew';

export interface ExecutionCompleted extends Common {
  EventType: 1;
  OrchestrationStatus: OrchestrationStatus;
  /** JSON text when completed, else plain text. */
  Result: string | null;
  FailureDetails: null;
}

export interface TaskScheduled extends Common {
  EventType: 4;
  Name: string;
  Version: '';
  Input: null;
  ParentTraceContext: null;
  Tags: null;
}

export interface TimerCreated extends Common {
  EventType: 10;
  FireAt: string;
}

export interface SubOrchestrationCreated extends Common {
  EventType: 7;
  Name: string;
  Version: string | null;
  InstanceId: string;
  Input: null;
  ClientSpanId: null;
  Tags: null;
}

export interface TaskSucceeded extends Common {
  EventType: 5 | 8;
  TaskScheduledId: number;
  /** JSON text; null for null and undefined. */
  Result: string | null;
}

export interface TaskFailed extends Common {
  EventType: 6 | 9;
  TaskScheduledId: number;
  Reason: string;
  Details: string | null;
  FailureDetails: null;
}

export interface TimerFired extends Common {
  EventType: 11;
  TimerId: number;
  FireAt: string;
}

export interface EventRaised extends Common {
  EventType: 15;
  Name: string;
  /** JSON text. */
  Input: string;
  ParentTraceContext: null;
}

export interface ExecutionTerminated extends Common {
  EventType: 3;
  Input: string;
}

export interface ExecutionSuspendedOrResumed extends Common {
  EventType: 19 | 20;
  Reason: string;
}

export interface OrchestratorMark extends Common {
  EventType: 12 | 13;
}

/** Events that arrive as messages. */
export type Message =
  | ExecutionStarted
  | TaskSucceeded
  | TaskFailed
  | TimerFired
  | EventRaised
  | ExecutionTerminated
  | ExecutionSuspendedOrResumed;

export type HistoryEvent =
  | Message
  | OrchestratorMark
  | TaskScheduled
  | TimerCreated
  | SubOrchestrationCreated
  | ExecutionCompleted;

/** The fields that every event has besides its own. */
export function stamp(now: Date, eventId = -1): Common {
  return { EventId: eventId, IsPlayed: false, Timestamp: now.toISOString() };
}

export function executionStarted(
  now: Date,
  start: Pick<
    ExecutionStarted,
    'OrchestrationInstance' | 'ParentInstance' | 'Name' | 'Version' | 'Input' | 'Generation'
  >,
): ExecutionStarted {
  return {
    EventType: EventType.ExecutionStarted,
    ...start,
    Tags: null,
    Correlation: null,
    ParentTraceContext: null,
    ScheduledStartTime: null,
    GenerateNewTrace: false,
    ...stamp(now),
  };
}

/** Reads back what this host wrote itself. */
export const readEvent = <Event extends HistoryEvent>(text: string): Event => JSON.parse(text);
