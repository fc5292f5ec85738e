import { untilMonthIsPlain } from '../export/month.ts';
import type { ExportRun } from '../export/run.ts';
import type { Step } from '../export/stop.ts';
import { noteRunStatus } from './noteRun.ts';
import { graphOf, type StepContext } from './stepContext.ts';

export interface Submitted {
  operationId: string;
  retryAfterMs?: number;
  clientRequestId: string;
}

/** POSTs the export to Microsoft Graph. The answer is kept in the orchestration's history before anything else happens. */
export async function submitExport(
  { services, guard, log }: StepContext,
  { run }: { run: ExportRun },
): Promise<Step<Submitted>> {
  await guard.assertCurrent();
  const waitMs = 'month' in run.request ? untilMonthIsPlain(services.clock.now()) : 0;
  // A `current` that arrives in the next month would land its data in the folder of this one.
  if (waitMs > 0) {
    const message = 'The month is turning; it is not certain which one the service would take for the current one.';
    return { stop: 'wait', retryAfterMs: waitMs, failure: { code: 'ServiceUnavailable', message } };
  }
  await noteRunStatus(services.index, log, run, 'running', services.clock.now());
  return graphOf(services, run).billing.submit(run.request);
}
