import { type Action, ActionType, isCompound, type OrchestratorState } from '../../local/host/hub/actions.ts';

/**
 * What an orchestrator asked for, one line a step, as far as the durable engine holds on to it: kind, name, id of a
 * child, number of attempts. Inputs, texts and the length of a pause may change while runs are in flight.
 */
export const stepsOf = ({ actions }: OrchestratorState): string[] => actions.flatMap((action) => lines(action, ''));

function lines(action: Action, indent: string): string[] {
  if (!isCompound(action)) return [indent + lineOf(action)];
  const { actionType, compoundActions: parts } = action;
  const head = `${actionType === ActionType.WhenAll ? 'all' : 'the first'} of ${parts.length}:`;
  return [indent + head, ...parts.flatMap((part) => lines(part, `${indent}  `))];
}

function lineOf(action: Exclude<Action, { compoundActions: Action[] }>): string {
  switch (action.actionType) {
    case ActionType.CreateTimer:
      return 'timer';
    case ActionType.ContinueAsNew:
      return 'fresh generation';
    case ActionType.WaitForExternalEvent:
      return `event ${action.externalEventName}`;
    case ActionType.CallActivity:
    case ActionType.CallActivityWithRetry:
      return `activity ${action.functionName}${attemptsOf(action.retryOptions)}`;
    case ActionType.CallSubOrchestrator:
    case ActionType.CallSubOrchestratorWithRetry:
      return `child ${action.functionName} as ${action.instanceId ?? 'any'}${attemptsOf(action.retryOptions)}`;
  }
}

const attemptsOf = (retry: { maxNumberOfAttempts: number } | undefined): string =>
  retry ? `, ${retry.maxNumberOfAttempts} attempts` : '';

/**
 * How it ended, or that it still waits: without this an old result that new code cannot read might look like any other.
 */
export function endingOf({ isDone, error, actions, output }: OrchestratorState): string {
  if (error !== undefined) return 'failed';
  if (!isDone) return 'waiting';
  if (actions.some(({ actionType }) => actionType === ActionType.ContinueAsNew)) return 'continued as new';
  const { status, stop, error: told, failure } = isOutput(output) ? output : {};
  const known = [status, stop, told?.code, failure?.code].filter((word) => word !== undefined);
  return known.length > 0 ? `completed: ${known.join(' ')}` : 'completed';
}

interface Output {
  status?: string;
  stop?: string;
  error?: { code: string };
  failure?: { code: string };
}

const isOutput = (output: unknown): output is Output => typeof output === 'object' && output !== null;
