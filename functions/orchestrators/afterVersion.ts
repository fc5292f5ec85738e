import type { OrchestrationContext } from 'durable-functions';
import type { AnalysisKey, VersionEnd } from '../../shared/analysis/analysisRun.ts';
import { activities } from '../activities/index.ts';
import type { Steps } from './orchestrator.ts';
import { proveExport } from './proveExport.ts';

/**
 * What follows from a version that is analysed: subscribers hear of it at once if they can be told (an attempt; the end of the analysis has more), and whatever is made
 * of several versions is made again. Nothing of it can spoil the analysis.
 */
export function* afterVersion(context: OrchestrationContext, run: AnalysisKey, end: VersionEnd): Steps<void> {
  yield* quietly(activities.announceAnalysis.call(context, { run, end }));
  yield* proveExport(context, run.exportId);
}

/** A step that crashed again and again has logged why. */
function* quietly(step: Steps<unknown>): Steps<void> {
  try {
    yield* step;
  } catch {
    // What it was to make is made by the next analysis.
  }
}
