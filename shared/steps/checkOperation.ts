import type { RunKey } from '../export/run.ts';
import type { Step } from '../export/stop.ts';
import { graphOf, type StepContext } from './stepContext.ts';

export interface OperationProgress {
  /** `unknown`: the service answers 404 for an operation that it accepted. */
  state: 'running' | 'unknown' | 'succeeded';
  retryAfterMs?: number;
  clientRequestId: string;
}

/** Asks once how far the operation is. The manifest stays in the memory of this process: it holds the SAS. */
export async function checkOperation(
  { services, guard }: StepContext,
  { run, operationId }: { run: RunKey; operationId: string },
): Promise<Step<OperationProgress>> {
  await guard.assertCurrent();
  const { billing, source } = graphOf(services, run);
  const operation = await billing.operation(operationId);
  if (operation.stop) return operation;
  if (operation.state !== 'succeeded') return operation;
  source.adopt(operationId, operation.manifest);
  return { state: 'succeeded', clientRequestId: operation.clientRequestId };
}
