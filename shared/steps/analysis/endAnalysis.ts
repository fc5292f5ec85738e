import type { AnalysisEnd, AnalysisKey } from '../../analysis/analysisRun.ts';
import { readFiguresOf } from '../../analysis/figuresStore.ts';
import type { Step } from '../../export/stop.ts';
import { partsFolder } from '../../landing/layout.ts';
import { logLine } from '../../log.ts';
import { mapBounded } from '../../mapBounded.ts';
import { analysisFigures } from '../../report/analysisFigures.ts';
import { messageOf } from '../../scrub.ts';
import { dueFocus } from '../focus/dueFocus.ts';
import type { AnalysisContext } from './analysisContext.ts';
import { noteFailure } from './noteFailure.ts';
import { leaveTurn } from './takeTurn.ts';
import { type Target, targetOf } from './target.ts';

const REMOVED_AT_ONCE = 16;
/** Nothing here can spoil an analysis that has ended. */
type Input = { run: AnalysisKey; end: AnalysisEnd; startedAt: string };

/** Gives the place up, clears what only the analysis needed, and writes down how it ended: one log line, which alerts read, and the metrics. */
export async function endAnalysis(context: AnalysisContext, { run, end, startedAt }: Input): Promise<Step<object>> {
  const { services, log } = context;
  await leaveTurn(services.landing, run);
  if (end.failure && end.ended) {
    await noteFailure(services, run, end.ended).catch((error) => {
      log.warn(logLine('failureNotNoted', { exportId: run.exportId, message: messageOf(error) }));
    });
  }
  const target = end.ended && targetOf(services, run, end.ended);
  const stored = target && end.ended && (await readFiguresOf(services.landing, target.subject, end.ended.version));
  if (target && stored?.document.state === 'done') {
    await clear(context, target, stored.document.groups).catch((error) => {
      log.warn(logLine('partsNotCleared', { exportId: run.exportId, message: messageOf(error) }));
    });
  }
  const durationMs = services.clock.now().getTime() - new Date(startedAt).getTime();
  const figures = analysisFigures(run.exportId, end, stored?.document, durationMs);
  const line = logLine('analysisEnded', { exportId: run.exportId, runId: run.runId, ...figures });
  if (figures.state === 'failed') log.error(line);
  else log.log(line);
  for (const { code, column, message } of stored?.document.drift ?? []) {
    if (!end.ended?.untouched) log.warn(logLine('drift', { exportId: run.exportId, code, column, message }));
  }
  await services.metrics.recordAnalysis(figures).catch((error) => {
    log.warn(logLine('metricsNotSent', { exportId: run.exportId, message: messageOf(error) }));
  });
  await followed(context, run, end, stored?.document.sums).catch((error) => {
    log.warn(logLine('focusNotMarked', { exportId: run.exportId, message: messageOf(error) }));
  });
  return {};
}

/** FOCUS rows of the month are written anew, by a writer of their own; a version that was analysed before changes none. */
async function followed(
  { services, instances, log }: AnalysisContext,
  { exportId }: AnalysisKey,
  { ended }: AnalysisEnd,
  sums: readonly { currency: string }[] | undefined,
): Promise<void> {
  if (!ended || ended.untouched) return;
  const currency = sums?.find((sum) => sum.currency !== '')?.currency;
  const analysed = { exportId, version: ended.version, ...(currency ? { currency } : {}) };
  await dueFocus({ services: services.focus, instances, log }, analysed);
}

/** Removes partial files, of earlier analyses that died as well, and groups that the figures no longer name. */
async function clear({ services }: AnalysisContext, { folder }: Target, groups: string | null): Promise<void> {
  const { blobs } = services;
  const spent: string[] = [];
  for await (const { path } of blobs.list(partsFolder(folder))) spent.push(path);
  for await (const { path } of blobs.list(`${folder}groups-`)) if (path !== groups) spent.push(path);
  await mapBounded(spent, REMOVED_AT_ONCE, (path) => blobs.remove(path));
}
