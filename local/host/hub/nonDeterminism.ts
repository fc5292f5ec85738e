import type { Decision } from './decision.ts';
import { EventType, type SubOrchestrationCreated, type TaskScheduled, type TimerCreated } from './historyEvents.ts';

/** The code decides otherwise than it did when the history was written. */
export class NonDeterminismError extends Error {
  constructor(found: string) {
    super(
      `Non-Deterministic workflow detected: A previous execution of this orchestration scheduled ${found} Was a change made to the orchestrator code after this instance had already started running?`,
    );
    this.name = 'NonDeterminismError';
  }
}

/**
 * Compares a decision of the replay with the event of the same number in the history, by kind and name; the sentences
 * are the engine's own.
 */
export function checkDecision(
  decision: Decision | undefined,
  event: TaskScheduled | TimerCreated | SubOrchestrationCreated,
): void {
  if (event.EventType === EventType.TaskScheduled) checkActivity(decision, event);
  else if (event.EventType === EventType.TimerCreated) checkTimer(decision, event);
  else checkChild(decision, event);
}

const notYet = "the current replay execution hasn't (yet?) scheduled this task.";
const instead = 'but the current orchestration replay instead';

function checkActivity(decision: Decision | undefined, { EventId: id, Name: name }: TaskScheduled): void {
  if (!decision) {
    throw new NonDeterminismError(
      `an activity task with sequence ID ${id} and name '${name}' (version ''), but ${notYet}`,
    );
  }
  const what = `an activity task with sequence number ${id} named '${name}', ${instead}`;
  if (decision.kind !== 'activity') {
    throw new NonDeterminismError(`${what} produced a ${actionName(decision)} action with this sequence number.`);
  }
  if (!isSameName(decision.name, name)) {
    // Two blanks, as the engine writes it.
    throw new NonDeterminismError(
      `${what} scheduled an activity task named '${decision.name}' with this sequence number. `,
    );
  }
}

function checkTimer(decision: Decision | undefined, { EventId: id }: TimerCreated): void {
  const what = `a timer task with sequence number ${id}`;
  if (!decision) throw new NonDeterminismError(`${what} but ${notYet}`);
  if (decision.kind !== 'timer') {
    throw new NonDeterminismError(
      `${what} named ${instead} produced a ${actionName(decision)} action with this sequence number.`,
    );
  }
}

function checkChild(decision: Decision | undefined, event: SubOrchestrationCreated): void {
  const { EventId: id, Name: name, InstanceId: instanceId, Version: version } = event;
  const what = `a sub-orchestration task with sequence ID ${id} and name '${name}' (version '${version ?? ''}', instance ID '${instanceId}')`;
  if (!decision) throw new NonDeterminismError(`${what}, but ${notYet}`);
  if (decision.kind !== 'child') {
    throw new NonDeterminismError(
      `${what}, ${instead} produced a ${actionName(decision)} action at this sequence number.`,
    );
  }
  if (!isSameName(decision.name, name)) {
    throw new NonDeterminismError(
      `${what}, ${instead} scheduled a sub-orchestration task with name ${decision.name} at this sequence number.`,
    );
  }
}

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The class that the engine's sentence names. */
function actionName(decision: Decision): string {
  if (decision.kind === 'activity') return 'ScheduleTaskOrchestratorAction';
  return decision.kind === 'timer' ? 'CreateTimerOrchestratorAction' : 'CreateSubOrchestrationAction';
}
