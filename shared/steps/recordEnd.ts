import { type ExportRun, isQuiet, type Outcome } from '../export/run.ts';
import type { Step } from '../export/stop.ts';
import { logLine } from '../log.ts';
import { runFigures } from '../report/runFigures.ts';
import { messageOf } from '../scrub.ts';
import { noteRunStatus } from './noteRun.ts';
import type { StepContext } from './stepContext.ts';

/** Writes down how a run ended: one log line, which alerts and queries read, and the metrics. Nothing here can spoil a run. */
export async function recordEnd(
  { services, log }: StepContext,
  { run, outcome, startedAt }: { run: ExportRun; outcome: Outcome; startedAt: string },
): Promise<Step<object>> {
  const figures = runFigures(run, outcome, startedAt, services.clock.now());
  const line = logLine('runEnded', {
    exportId: run.exportId,
    runId: run.runId,
    ...figures,
    // Discovery asks again what failed before; alerts look at the first time only.
    quiet: isQuiet(run, outcome),
    warnings: outcome.warnings.map(({ code }) => code).join(',') || undefined,
    ...('error' in outcome ? { message: outcome.error.message } : {}),
  });
  if (outcome.status === 'failed' || outcome.status === 'rejected') log.error(line);
  else log.log(line);
  await noteRunStatus(services.index, log, run, outcome.status, services.clock.now());
  try {
    await services.metrics.record(figures);
  } catch (error) {
    const message = messageOf(error);
    log.warn(logLine('metricsNotSent', { exportId: run.exportId, message }));
  }
  return {};
}
