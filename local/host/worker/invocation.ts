import { randomUUID } from 'node:crypto';
import { getProgrammingModel, type RegisteredFunction, runHooks } from '../functionsCore.ts';
import type { Log } from '../log.ts';
import type { CoreInvocationContext, FunctionCallback, InputData, InvocationResponse, TypedData } from './protocol.ts';

export interface Invocation {
  fn: RegisteredFunction;
  inputData: InputData[];
  triggerMetadata?: Record<string, TypedData>;
  invocationId?: string;
  log: Log;
}

export interface InvocationOutcome {
  response: InvocationResponse;
  /** What the handler returned, before it was serialised. */
  result: unknown;
}

/** Calls one function in the order of the Node worker: arguments, pre-invocation hooks, handler, post-invocation hooks, response. Throws what the handler throws. */
export async function invoke({
  fn,
  inputData,
  triggerMetadata = {},
  invocationId = randomUUID(),
  log,
}: Invocation): Promise<InvocationOutcome> {
  const programmingModel = getProgrammingModel();
  if (!programmingModel) throw new Error('No programming model is set: the app has not loaded @azure/functions.');
  const source = fn.metadata.name;
  const core: CoreInvocationContext = {
    invocationId,
    request: { invocationId, inputData, triggerMetadata },
    metadata: fn.metadata,
    state: 'preInvocationHooks',
    log: (level, _category, message) => log({ level, source, message }),
  };
  const model = programmingModel.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();

  const before = { hookData: {}, invocationContext: context, inputs, functionCallback: fn.callback };
  await runHooks('preInvocation', before);
  const handler: FunctionCallback = before.functionCallback;

  core.state = 'invocation';
  const after: { result: unknown; error: unknown; [key: string]: unknown } = {
    hookData: before.hookData,
    invocationContext: context,
    inputs: before.inputs,
    result: null,
    error: null,
  };
  try {
    after.result = await model.invokeFunction(context, before.inputs, handler);
  } catch (error) {
    after.error = error ?? new Error('The function threw nothing.');
  }

  core.state = 'postInvocationHooks';
  await runHooks('postInvocation', after);
  if (after.error !== null && after.error !== undefined) throw after.error;
  return { response: await model.getResponse(context, after.result), result: after.result };
}

/** What Azure shows of a thrown value: the message, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
