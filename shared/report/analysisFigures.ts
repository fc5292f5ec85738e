import type { AnalysisEnd } from '../analysis/analysisRun.ts';
import type { FiguresDocument } from '../analysis/documents.ts';
import { kindOfExportId } from '../export/exportId.ts';

/** What is measured of an analysis that has ended. */
export interface AnalysisFigures {
  kind: string;
  state: 'done' | 'failed' | 'nothing';
  code: string | undefined;
  message: string | undefined;
  version: string | undefined;
  durationMs: number;
  rows: number;
  unreadable: number;
  drift: number;
  /** Version of the table that shows it; absent where none does. */
  table: number | undefined;
}

export function analysisFigures(
  exportId: string,
  { ended, failure }: AnalysisEnd,
  document: FiguresDocument | undefined,
  durationMs: number,
): AnalysisFigures {
  const warning = failure ?? ended?.warnings[0];
  return {
    kind: kindOfExportId(exportId) ?? '',
    state: failure ? 'failed' : (ended?.state ?? 'nothing'),
    code: warning?.code,
    message: warning?.message,
    version: ended?.version,
    durationMs,
    rows: document?.rows ?? 0,
    unreadable: document?.unreadable ?? 0,
    drift: document?.drift.length ?? 0,
    table: document?.table?.version,
  };
}
