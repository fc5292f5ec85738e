import type { ErrorCode } from '../errors.ts';
import { figuresOf, type Known, NO_FIGURES } from '../export/figures.ts';
import type { ExportKind } from '../export/kinds.ts';
import type { ExportRun, Outcome } from '../export/run.ts';

/** What is measured of a run that has ended. The figures are of what it made visible, so that a sum over runs counts nothing twice. */
export interface RunFigures extends Known {
  kind: ExportKind;
  status: Outcome['status'];
  code: ErrorCode | undefined;
  durationMs: number;
  files: number;
}

export function runFigures(run: ExportRun, outcome: Outcome, startedAt: string, endedAt: Date): RunFigures {
  const result = outcome.status === 'completed' ? outcome.result : undefined;
  return {
    kind: run.request.kind,
    status: outcome.status,
    code: 'error' in outcome ? outcome.error.code : undefined,
    durationMs: endedAt.getTime() - new Date(startedAt).getTime(),
    files: result?.files ?? 0,
    ...(result ? figuresOf(result) : NO_FIGURES),
  };
}
