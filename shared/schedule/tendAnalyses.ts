import { randomUUID } from 'node:crypto';
import {
  ANALYSIS_ORCHESTRATOR,
  type AnalysisEnd,
  type AnalysisKey,
  type AnalysisRun,
  analysisInstanceId,
} from '../analysis/analysisRun.ts';
import { RUNNING_AT_ONCE } from '../analysis/queue.ts';
import { type Analyses, type AnalysesRun, analysesSchema, MOST_FAILED } from '../analysis/request.ts';
import { type Instances, isActive } from '../durable/instances.ts';
import { CodedError, type Failure } from '../errors.ts';
import type { Step } from '../export/stop.ts';
import { analysisRequestPath } from '../landing/layout.ts';
import { updateJson } from '../landing/updateJson.ts';
import type { ScheduleContext } from './scheduleContext.ts';

/** One more than can run at once waits at the door, so that no place stays empty between two looks. */
const LOOKED_AFTER = RUNNING_AT_ONCE + 1;

/** How far the analyses of one request are after a look at them. */
export interface Tended {
  next: number;
  active: AnalysesRun['active'];
  exportsDone: number;
}

/** Looks at the analyses that go on, takes note of those that have ended, and starts the next ones in their place. */
export async function tendAnalyses(
  { services, instances }: ScheduleContext,
  { run }: { run: AnalysesRun },
): Promise<Step<Tended>> {
  const { landing } = services.analysis;
  const path = analysisRequestPath(landing.prefix, run.id);
  const stored = analysesSchema.safeParse((await landing.readJson(path))?.value);
  if (!stored.success) throw new CodedError('LandingUnavailable', `${path} is gone; somebody else removed it.`);

  const looks = await Promise.all(run.active.map(async (one) => ({ one, end: await endOf(instances, one) })));
  const active = looks.filter(({ end }) => end === undefined).map(({ one }) => one);
  let { next } = run;
  for (; active.length < LOOKED_AFTER && next < stored.data.exports.length; next++) {
    const exportId = stored.data.exports[next] ?? '';
    active.push(await start(instances, exportId));
  }
  const exportsDone = next - active.length;
  const failed = looks.flatMap(({ one, end }) => (end?.failure ? [{ id: one.exportId, ...end.failure }] : []));
  await updateJson(landing, path, (document) => {
    const before = analysesSchema.parse(document);
    const now = active.map(({ exportId }) => exportId);
    const after: Analyses = { ...before, active: now, exportsDone, failed: withFailed(before.failed, failed) };
    return JSON.stringify(after) === JSON.stringify(before) ? undefined : after;
  });
  return { next, active, exportsDone };
}

/** An analysis that goes on for other reasons is joined: it ends on the version that is the newest then. */
async function start(instances: Instances, exportId: string): Promise<AnalysisKey> {
  const id = analysisInstanceId(exportId);
  const input: AnalysisRun = { exportId, runId: randomUUID(), again: true };
  if (await instances.start(ANALYSIS_ORCHESTRATOR, id, input)) return { exportId, runId: input.runId };
  const running = (await instances.find(id))?.input as AnalysisRun | undefined;
  return { exportId, runId: running?.runId ?? input.runId };
}

/** How an analysis ended, once it has. */
async function endOf(instances: Instances, { exportId }: AnalysisKey): Promise<{ failure?: Failure } | undefined> {
  const instance = await instances.find(analysisInstanceId(exportId));
  if (instance && isActive(instance)) return undefined;
  if (instance?.runtimeStatus === 'Terminated' || instance?.runtimeStatus === 'Canceled') {
    return { failure: { code: 'AnalysisCancelled', message: 'Somebody cancelled it.' } };
  }
  const end = instance?.runtimeStatus === 'Completed' ? (instance.output as AnalysisEnd | undefined) : undefined;
  if (!end)
    return { failure: { code: 'AnalysisFailed', message: 'Its orchestration failed; the log has the reason.' } };
  const failure = end.failure ?? end.ended?.warnings[0];
  return failure ? { failure } : {};
}

/** A repeated look finds the same. */
function withFailed(before: Analyses['failed'], more: Analyses['failed']): Analyses['failed'] {
  const fresh = more.filter(({ id }) => before.every((known) => known.id !== id));
  return [...before, ...fresh].slice(0, MOST_FAILED);
}
