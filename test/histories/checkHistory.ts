import { type RegisteredFunction, registeredFunctions } from '../../local/host/functionsCore.ts';
import { type CallAction, isActivityCall } from '../../local/host/hub/actions.ts';
import { EventType, type HistoryEvent } from '../../local/host/hub/historyEvents.ts';
import { callOrchestrator } from '../../local/host/hub/orchestratorCall.ts';
import { replay } from '../../local/host/hub/replay.ts';
import { triggerType } from '../../local/host/worker/bindInputs.ts';
import { endingOf, stepsOf } from './answer.ts';
import { eventsOf, type History, startOf } from './history.ts';

/**
 * Hands a recorded history to the orchestrator of today, turn by turn as a host does that has taken a run over, and
 * lets the engine's rules judge the answers. Undefined: a run in flight goes on. Else a sentence that says what differs
 * and what to do.
 */
export async function brokenBy(history: History): Promise<string | undefined> {
  const fn = registeredFunctions().get(history.orchestrator);
  if (!fn) return sentence(history, 'is not registered any more');
  const events = eventsOf(history);
  const turns = turnEnds(events);
  for (const [turn, end] of turns.entries()) {
    const isLast = turn === turns.length - 1;
    const difference = await differenceAt(fn, history, events.slice(0, end), isLast);
    if (difference) return sentence(history, `at turn ${turn + 1} of ${turns.length} ${difference}`);
  }
  return undefined;
}

async function differenceAt(
  fn: RegisteredFunction,
  history: History,
  events: readonly HistoryEvent[],
  isLast: boolean,
): Promise<string | undefined> {
  const start = startOf(events);
  const historyTexts = history.events.slice(0, events.length);
  const isReplaying = events.some(({ EventType: type }) => type === EventType.OrchestratorCompleted);
  const { state } = await callOrchestrator({ fn, historyTexts, start, isReplaying, log: () => {} });

  const steps = stepsOf(state);
  const recorded = isLast ? history.steps : history.steps.slice(0, steps.length);
  for (let at = 0; at < Math.max(steps.length, recorded.length); at++) {
    if (steps[at] !== recorded[at]) return `takes as step ${at + 1} ${quoted(steps[at])}, not ${quoted(recorded[at])}`;
  }
  const executionId = start.OrchestrationInstance.ExecutionId;
  const engine = replay({ history: events, state, name: start.Name, executionId, isRegistered });
  if (engine.end?.details?.includes('NonDeterministic')) return `is refused: ${engine.end.result}`;
  const ending = endingOf(state);
  if (isLast && ending !== history.ending) return `ends "${ending}", not "${history.ending}"`;
  return undefined;
}

const quoted = (step: string | undefined): string => (step === undefined ? 'none' : `"${step.trim()}"`);

/** Where each turn hands over to the orchestrator: behind the messages, before what was decided then. */
function turnEnds(events: readonly HistoryEvent[]): number[] {
  const ends: number[] = [];
  let isDeciding = true;
  for (const [at, { EventType: type }] of events.entries()) {
    if (type === EventType.OrchestratorStarted) isDeciding = false;
    if (!isDeciding && isDecision(type)) {
      isDeciding = true;
      ends.push(at);
    }
  }
  return isDeciding ? ends : [...ends, events.length];
}

const isDecision = (type: number): boolean =>
  type === EventType.OrchestratorCompleted ||
  type === EventType.TaskScheduled ||
  type === EventType.TimerCreated ||
  type === EventType.SubOrchestrationInstanceCreated;

function isRegistered(action: CallAction): boolean {
  const fn = registeredFunctions().get(action.functionName);
  return fn !== undefined && triggerType(fn) === (isActivityCall(action) ? 'activityTrigger' : 'orchestrationTrigger');
}

function sentence({ orchestrator, scenario, events }: History, difference: string): string {
  const version = startOf(events.slice(0, 2).map((text) => JSON.parse(text))).Version;
  return (
    `The orchestrator "${orchestrator}" ${difference} (history "${scenario}" of version ${version}): runs in flight would break. ` +
    `Keep the steps of version ${version} for runs whose context.df.version says so, and give the new ones to a new version: raise "defaultVersion" in ` +
    'host.json, then record its histories. See "Upgrades with runs in flight" in docs/operate.md.'
  );
}
