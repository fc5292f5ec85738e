import { outcomeOf, runOf, statusOf } from '../durable/exportInstance.ts';
import { type Instance, isActive } from '../durable/instances.ts';
import { startRun } from '../durable/startRun.ts';
import { CodedError } from '../errors.ts';
import { exportIdOf } from '../export/exportId.ts';
import type { ExportRequest } from '../export/request.ts';
import { type ExportRun, type RunState, wasTold } from '../export/run.ts';
import type { Step } from '../export/stop.ts';
import { isWanted, originOf } from './lanes.ts';
import type { ScheduleContext } from './scheduleContext.ts';
import type { ScheduledEnd, ScheduledExport } from './scheduledExport.ts';
import { startAgain, type TakenOver } from './startAgain.ts';

/** A run that must not be joined is waited for. */
const ASK_AGAIN_MS = 60_000;

/**
 * Starts a scheduled export as a root instance of its own, so that cancelling it does not take its scheduler down. The
 * run id comes from the orchestrator: a repeated call finds the run it has started already. While a run is active that
 * does less than what is asked for, the answer is to wait; when the backfill or pass is over, `unwanted`.
 */
export async function startScheduled(
  { services, instances }: ScheduleContext,
  { scheduled, runId, laneId }: { scheduled: ScheduledExport; runId: string; laneId: string },
): Promise<Step<{ exportId: string; unwanted?: true }>> {
  const { request, quiet } = scheduled;
  const exportId = exportIdOf(request);
  const origin = originOf(laneId);
  const root = origin && (await instances.find(origin.rootId));
  if (origin && !isWanted(root, laneId)) return { exportId, unwanted: true };
  const { takesOverFrom } = (root?.input ?? {}) as TakenOver;
  if (takesOverFrom && isDone(await instances.find(exportId), request, new Date(takesOverFrom))) return { exportId };

  const { operationDeadlineMs } = services.settings;
  const run: ExportRun = { exportId, runId, request, operationDeadlineMs, ...(quiet?.length ? { quiet } : {}) };
  try {
    await startRun(instances, run, () => services.clock.now());
    return { exportId };
  } catch (error) {
    if (!(error instanceof CodedError && error.code === 'ExportRunning')) throw error;
    const { code, message } = error;
    return { stop: 'wait', retryAfterMs: ASK_AGAIN_MS, failure: { code, message } };
  }
}

/** True when an export has ended well since then: what the lanes of a broken backfill or pass had done is not done again. */
function isDone(instance: Instance | undefined, request: ExportRequest, since: Date): boolean {
  if (!instance || isActive(instance) || instance.updatedAt < since) return false;
  const { status } = outcomeOf(instance) ?? {};
  const isSame = !request.force || runOf(instance)?.request.force === true;
  return isSame && status !== undefined && status !== 'failed';
}

/**
 * What is visible is not taken back: while it is told, to a topic that may be down for long, or analysed, the exports
 * behind it have their turn.
 */
function visibleEnd({ id, customStatus }: Instance): { end?: ScheduledEnd } {
  const { phase, result, ending, warnings } = (customStatus ?? {}) as Partial<RunState>;
  if (phase === 'notifying' && result) return { end: { exportId: id, status: 'completed', told: false } };
  if (phase !== 'analysing' || ending === undefined) return {};
  return { end: { exportId: id, status: ending, told: wasTold(warnings ?? []) } };
}

/** Looks at a run once; `end` is there when it has ended. One that broke goes on as another run, once. */
export async function checkScheduled(
  { instances, log }: ScheduleContext,
  { exportId }: { exportId: string },
): Promise<{ end?: ScheduledEnd }> {
  const instance = await instances.find(exportId);
  // Purged meanwhile: however it ended, nobody is known to have cancelled it.
  if (!instance) return { end: { exportId, status: 'failed', told: false } };
  if (isActive(instance)) return visibleEnd(instance);
  if (instance.runtimeStatus === 'Failed' && (await startAgain(instances, log, instance))) return {};
  const warnings = outcomeOf(instance)?.warnings ?? [];
  return {
    end: {
      exportId,
      status: statusOf(instance),
      endedAt: instance.updatedAt.toISOString(),
      told: wasTold(warnings),
    },
  };
}
