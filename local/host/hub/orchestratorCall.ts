import { type RegisteredFunction, registeredFunctions } from '../functionsCore.ts';
import type { Log } from '../log.ts';
import { triggerType } from '../worker/bindInputs.ts';
import { invoke, messageOf } from '../worker/invocation.ts';
import type { Action, OrchestratorState } from './actions.ts';
import type { ExecutionStarted } from './historyEvents.ts';
import { longRunningTimerIntervalDuration, maximumShortTimerDuration } from './longTimer.ts';

export interface OrchestratorCall {
  fn: RegisteredFunction;
  /** JSON texts of the events, past and new, in order. */
  historyTexts: readonly string[];
  start: ExecutionStarted;
  isReplaying: boolean;
  log: Log;
}

export interface OrchestratorAnswer {
  state: OrchestratorState;
  /**
   * The library's own action objects: only here can one see that the same task was scheduled twice. Absent when the
   * orchestrator threw.
   */
  liveActions?: readonly Action[];
}

const outOfProcessLabel = '\n\n$OutOfProcData$:';

/**
 * Runs the orchestrator function once over the whole history, by the out-of-process protocol of the extension (schema
 * version 3).
 */
export async function callOrchestrator(call: OrchestratorCall): Promise<OrchestratorAnswer> {
  const { fn, start, log } = call;
  const trigger = Object.entries(fn.metadata.bindings).find(([, binding]) => binding.type === 'orchestrationTrigger');
  if (!trigger) throw new Error(`The function "${fn.metadata.name}" has no orchestration trigger.`);
  try {
    const { response, result } = await invoke({
      fn,
      log,
      inputData: [{ name: trigger[0], data: { string: payload(call) } }],
      triggerMetadata: { instanceId: { string: start.OrchestrationInstance.InstanceId } },
    });
    const json = response.returnValue?.json;
    if (json === undefined) throw new Error(`The orchestrator "${fn.metadata.name}" returned no state.`);
    return { state: readState(JSON.parse(json)), liveActions: actionsOf(result) };
  } catch (error) {
    const message = messageOf(error);
    const at = message.indexOf(outOfProcessLabel);
    if (at < 0) return { state: { isDone: false, actions: [], error: message } };
    return { state: readState(JSON.parse(message.slice(at + outOfProcessLabel.length))) };
  }
}

/** What the extension answers when the app has no such orchestrator. */
export function unknownOrchestrator(name: string): OrchestratorAnswer {
  const names = [...registeredFunctions().values()]
    .filter((fn) => triggerType(fn) === 'orchestrationTrigger')
    .map(({ metadata }) => `'${metadata.name}'`);
  const known =
    names.length > 0
      ? `The following are the known orchestrator functions: ${names.join(', ')}.`
      : 'No orchestrator functions are currently registered!';
  const error = `The function '${name}' doesn't exist, is disabled, or is not an orchestrator function. Additional info: ${known}`;
  return { state: { isDone: false, actions: [], error } };
}

/** Joined from texts and not serialised anew, as a turn of a wide fan-out would spend most of its time there. */
function payload({ historyTexts, start, isReplaying }: OrchestratorCall): string {
  const rest = {
    instanceId: start.OrchestrationInstance.InstanceId,
    isReplaying,
    parentInstanceId: start.ParentInstance?.OrchestrationInstance.InstanceId ?? null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration,
    maximumShortTimerDuration,
    // Misspelt in the protocol.
    defaultHttpAsyncRequestSleepTimeMillseconds: 30000,
  };
  return `{"history":[${historyTexts.join(',')}],"input":${start.Input ?? 'null'},${JSON.stringify(rest).slice(1)}`;
}

interface WireState extends Omit<OrchestratorState, 'actions'> {
  /** Nested for the sake of older schema versions; there is one inner list. */
  actions: Action[][];
}

function readState(wire: WireState): OrchestratorState {
  return { ...wire, actions: wire.actions.flat() };
}

function actionsOf(result: unknown): readonly Action[] {
  return isWireState(result) ? result.actions.flat() : [];
}

function isWireState(value: unknown): value is WireState {
  return typeof value === 'object' && value !== null && 'actions' in value && Array.isArray(value.actions);
}
