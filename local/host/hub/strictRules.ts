import {
  type Action,
  ActionType,
  type CallAction,
  flatten,
  isActivityCall,
  isCall,
  isCompound,
  type OrchestratorState,
} from './actions.ts';
import type { Decision } from './decision.ts';
import { instanceIdProblem } from './instanceId.ts';
import type { OrchestratorAnswer } from './orchestratorCall.ts';
import type { Replay } from './replay.ts';

/**
 * Rules of safe durable code. On Azure each of these hangs, duplicates work or loses data without a word; the strict
 * host fails the instance at once and says which rule was broken. `docs/local-host.md` lists them.
 */
export function brokenRule(
  { state, liveActions }: OrchestratorAnswer,
  result: Replay,
  isRegistered: (action: CallAction) => boolean,
): string | undefined {
  if (liveActions && hasRepeatedTask(liveActions)) {
    return 'Rule "fresh tasks": a task that was already scheduled was put into a second Task.all or Task.any; Azure schedules it again or hangs. Create a new task for each.';
  }
  for (const action of flatten(state.actions)) {
    const problem = actionProblem(action, isRegistered);
    if (problem) return problem;
  }
  const ids = state.actions.length > 0 ? explicitChildIds(state.actions) : [];
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) {
    return `Rule "unique child ids": two sub-orchestrations share the id "${twice}". Give each one an id of its own.`;
  }
  return stateProblem(state, result);
}

/** Why a decision must not be carried out; `isRunning` tells of other instances. */
export function brokenChildRule(
  decisions: readonly Decision[],
  isRunning: (instanceId: string) => boolean,
): string | undefined {
  for (const decision of decisions) {
    if (decision.kind === 'child' && isRunning(decision.instanceId)) {
      return `Rule "unique child ids": the sub-orchestration id "${decision.instanceId}" belongs to an instance that is still running.`;
    }
  }
  return undefined;
}

const maximumCustomStatusBytes = 16 * 1024;

function stateProblem(state: OrchestratorState, result: Replay): string | undefined {
  if (state.error?.includes('you must specify at least one Task')) {
    return `Rule "no empty fan-out": Task.all([]) and Task.any([]) fail the instance. Skip the yield when there is nothing to wait for. (${state.error})`;
  }
  if (customStatusBytes(state) > maximumCustomStatusBytes) {
    return `Rule "small custom status": it has ${customStatusBytes(state)} bytes as UTF-16 JSON; at most ${maximumCustomStatusBytes} are allowed.`;
  }
  if (cancelsAndContinuesAtOnce(state.actions)) {
    return 'Rule "await before continueAsNew": a timer was cancelled and continueAsNew called with nothing awaited in between; Azure then delivers the event a second time. Await an activity in between.';
  }
  if (state.isDone && state.error === undefined && result.openTimers > 0) {
    return 'Rule "cancel the loser": the orchestrator has ended and a timer is still open; Azure keeps the instance Running until it fires. Cancel a timer that lost a race.';
  }
  if (result.isStuck) {
    return 'Rule "never stuck": everything that the orchestrator asked for has ended, yet it goes on waiting, and on Azure would for ever. It threw something that is not an Error, or waits for a task that is never scheduled again.';
  }
  return undefined;
}

/** UTF-16 size of the custom status as JSON. */
export function customStatusBytes({ customStatus }: OrchestratorState): number {
  return customStatus === undefined ? 0 : JSON.stringify(customStatus).length * 2;
}

/** The one rule that holds without strictness, too: such an action has no engine here. */
export function unsupportedCall(actions: readonly Action[]): string | undefined {
  const supported: number[] = Object.values(ActionType);
  for (const action of flatten(actions)) {
    if (!supported.includes(action.actionType)) {
      return 'Rule "supported calls": callHttp, entities and locks are outside of what this host runs. Do the work in an activity.';
    }
  }
  return undefined;
}

function actionProblem(action: Action, isRegistered: (action: CallAction) => boolean): string | undefined {
  if (action.actionType === ActionType.ContinueAsNew && typeof action.input === 'string') {
    return 'Rule "inputs are objects": a bare string given to continueAsNew comes back double-quoted. Wrap it in an object.';
  }
  if (!isCall(action)) return undefined;
  const { functionName: name, input, instanceId } = action;
  if (!isRegistered(action)) {
    const what = isActivityCall(action) ? 'activity' : 'orchestrator';
    return `Rule "registered names": the ${what} "${name}" is not registered; Azure waits for it for ever. Register it, or correct the name.`;
  }
  if (isActivityCall(action) && typeof input === 'boolean') {
    return `Rule "inputs are objects": the activity "${name}" would get the text "${input ? 'True' : 'False'}" instead of the boolean. Wrap it in an object.`;
  }
  if (action.retryOptions?.retryTimeoutInMilliseconds !== undefined) {
    return `Rule "no retry timeout": retryTimeoutInMilliseconds hangs the instance when it runs out ("${name}"). Use attempts, backoff and maxRetryIntervalInMilliseconds.`;
  }
  const problem = instanceId === undefined ? undefined : instanceIdProblem(instanceId);
  return problem && `Rule "sound ids": ${problem}`;
}

function hasRepeatedTask(actions: readonly Action[]): boolean {
  const seen = new Set<Action>();
  for (const action of flatten(actions)) {
    if (seen.has(action)) return true;
    seen.add(action);
  }
  return false;
}

/** Ids of children within one fan-out; one after the other, an id may be used again. */
function explicitChildIds(actions: readonly Action[]): string[] {
  const fanOuts = actions.filter(isCompound).map((compound) => [...flatten(compound.compoundActions)]);
  for (const parts of fanOuts) {
    const ids = parts.flatMap((part) => (isCall(part) && part.instanceId !== undefined ? [part.instanceId] : []));
    if (new Set(ids).size < ids.length) return ids;
  }
  return [];
}

function cancelsAndContinuesAtOnce(actions: readonly Action[]): boolean {
  return actions.some((action, at) => {
    if (action.actionType !== ActionType.ContinueAsNew) return false;
    const before = actions[at - 1];
    if (!before) return false;
    return [...flatten([before])].some((part) => part.actionType === ActionType.CreateTimer && part.isCanceled);
  });
}
