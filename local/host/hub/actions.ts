/**
 * What an orchestrator function returns: the out-of-process protocol, schema version 3, as `durable-functions` 3.5
 * writes it.
 */
export const ActionType = {
  CallActivity: 0,
  CallActivityWithRetry: 1,
  CallSubOrchestrator: 2,
  CallSubOrchestratorWithRetry: 3,
  ContinueAsNew: 4,
  CreateTimer: 5,
  WaitForExternalEvent: 6,
  WhenAny: 11,
  WhenAll: 12,
} as const;

export interface RetryOptions {
  firstRetryIntervalInMilliseconds: number;
  maxNumberOfAttempts: number;
  backoffCoefficient?: number;
  maxRetryIntervalInMilliseconds?: number;
  retryTimeoutInMilliseconds?: number;
}

export interface CallAction {
  actionType: 0 | 1 | 2 | 3;
  functionName: string;
  /** A string is already JSON text for activities (the library quotes it), not for sub-orchestrations. */
  input?: unknown;
  instanceId?: string;
  version?: string;
  retryOptions?: RetryOptions;
}

export interface ContinueAsNewAction {
  actionType: 4;
  input?: unknown;
}

export interface TimerAction {
  actionType: 5;
  fireAt: string | Date;
  isCanceled: boolean;
}

export interface WaitAction {
  actionType: 6;
  externalEventName: string;
}

export interface CompoundAction {
  actionType: 11 | 12;
  compoundActions: Action[];
}

export type Action = CallAction | ContinueAsNewAction | TimerAction | WaitAction | CompoundAction;

/** One answer of the orchestrator function. */
export interface OrchestratorState {
  isDone: boolean;
  /** Complete list since the start of the generation, in the order in which the code yielded. */
  actions: Action[];
  output?: unknown;
  customStatus?: unknown;
  /** Present when the orchestrator has failed. */
  error?: string;
}

export const isCompound = (action: Action): action is CompoundAction =>
  action.actionType === ActionType.WhenAny || action.actionType === ActionType.WhenAll;

export const isCall = (action: Action): action is CallAction =>
  action.actionType <= ActionType.CallSubOrchestratorWithRetry;

export const isActivityCall = (action: CallAction): boolean =>
  action.actionType === ActionType.CallActivity || action.actionType === ActionType.CallActivityWithRetry;

/** All actions, compounds before their parts. */
export function* flatten(actions: readonly Action[]): Generator<Action> {
  for (const action of actions) {
    yield action;
    if (isCompound(action)) yield* flatten(action.compoundActions);
  }
}
