import type { ExportRun } from '../export/run.ts';
import type { Step } from '../export/stop.ts';
import type { StepContext } from './services.ts';

export interface Submitted {
  operationId: string;
  retryAfterMs?: number;
  clientRequestId: string;
}

/** POSTs the export to Microsoft Graph. The answer is kept in the orchestration's history before anything else happens. */
export async function submitExport(
  { services, guard }: StepContext,
  { run }: { run: ExportRun },
): Promise<Step<Submitted>> {
  await guard.assertCurrent();
  return services.billing.submit(run.request);
}
