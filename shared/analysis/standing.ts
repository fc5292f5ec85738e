import type { AnalysisWarning } from './analysisRun.ts';
import type { FiguresDocument } from './documents.ts';

/** Drift that an answer or an event lists; how much there is stands beside it. */
const MOST_DRIFT = 20;

/** What stands of the analysis of a version, as callers and subscribers see it. Paths are inside the container. */
export interface AnalysisStanding {
  state: 'done' | 'failed';
  sums: FiguresDocument['sums'];
  figures: string | null;
  changes: string | null;
  drift: FiguresDocument['drift'];
  driftTotal: number;
  table: FiguresDocument['table'];
  warnings: AnalysisWarning[];
}

/** `path` is that of the figures themselves. */
export function standingOf(path: string, document: FiguresDocument): AnalysisStanding {
  const { state, sums, changes, drift, table, warnings } = document;
  return {
    state,
    sums,
    // Of a version that was not read there are none.
    figures: document.groups === null ? null : path,
    changes,
    drift: drift.slice(0, MOST_DRIFT),
    driftTotal: drift.length,
    table,
    warnings,
  };
}
