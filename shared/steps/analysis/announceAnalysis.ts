import type { AnalysisKey, VersionEnd } from '../../analysis/analysisRun.ts';
import { markAnalysisTold, readFiguresOf } from '../../analysis/figuresStore.ts';
import { standingOf } from '../../analysis/standing.ts';
import type { Step } from '../../export/stop.ts';
import { logLine } from '../../log.ts';
import { analysisEvent } from '../../report/analysisEvent.ts';
import { messageOf } from '../../scrub.ts';
import type { AnalysisContext } from './analysisContext.ts';
import { targetOf } from './target.ts';

/** Tells subscribers how the analysis of a version ended: one attempt, and none where they know already. */
export async function announceAnalysis(
  { services, log }: AnalysisContext,
  { run, end }: { run: AnalysisKey; end: VersionEnd },
): Promise<Step<{ delivered: boolean; problem?: string }>> {
  const { topic, landing } = services;
  if (!topic) return { delivered: true };
  const stored = await readFiguresOf(landing, targetOf(services, run, end).subject, end.version);
  if (!stored?.eventPending) return { delivered: true };
  const { document, path } = stored;
  const { container } = landing;
  try {
    await topic.publish(
      analysisEvent(document.export, document.version, document.run.id, standingOf(path, document), {
        container: container.containerName,
      }),
    );
  } catch (error) {
    return { delivered: false, problem: messageOf(error) };
  }
  await markAnalysisTold(landing, stored).catch((error) => {
    log.warn(logLine('eventNotMarked', { exportId: run.exportId, message: messageOf(error) }));
  });
  return { delivered: true };
}
