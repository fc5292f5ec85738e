import { CodedError } from '../errors.ts';
import type { ExportRun } from '../export/run.ts';
import { EXPORT_ORCHESTRATOR, queuedInstance, runOf } from './exportInstance.ts';
import { type Instance, type Instances, isActive } from './instances.ts';

/** What stands under the id of an export after a start: the new run, or the one that was joined. */
export interface StartedRun {
  instance: Instance;
  run: ExportRun;
}

/**
 * Starts a run, or joins the one of the same export that is active: callers of the API, schedules and backfills meet in
 * the same run. A forced run does more than an unforced one and must not be taken for done by it: then `ExportRunning`.
 * Repeated with the same run id it finds the run that it began.
 */
export async function startRun(instances: Instances, run: ExportRun, now: () => Date): Promise<StartedRun> {
  const before = await instances.find(run.exportId);
  if (before && (isActive(before) || isRun(before, run))) return joined(before, run);

  await instances.start(EXPORT_ORCHESTRATOR, run.exportId, run);
  const started = await instances.find(run.exportId);
  // The backend may still show the run before this one, or nothing.
  const isLate = !started || (!isActive(started) && before !== undefined && isRun(started, runOf(before)));
  return isLate ? { instance: queuedInstance(run, now()), run } : joined(started, run);
}

function joined(instance: Instance, run: ExportRun): StartedRun {
  const other = runOf(instance);
  if (isActive(instance) && run.request.force && other?.request.force !== true) {
    throw new CodedError('ExportRunning', `${run.exportId} is running without force; a forced run cannot join it.`);
  }
  return { instance, run: other ?? run };
}

function isRun(instance: Instance, run: ExportRun | undefined): boolean {
  return runOf(instance)?.runId === run?.runId;
}
