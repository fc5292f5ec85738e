import { outcomeOf, startOf, stateOf, statusOf } from '../durable/exportInstance.ts';
import type { Instance } from '../durable/instances.ts';
import type { Failure } from '../errors.ts';
import { figuresOf } from '../export/figures.ts';
import type { ExportRequest } from '../export/request.ts';
import type { ExportResult, ExportRun, Outcome, Phase, Warning } from '../export/run.ts';
import type { ExportStatus } from '../export/status.ts';
import type { Progress } from '../landing/progress.ts';
import type { AnalysisBody } from './describeAnalysis.ts';
import { helpFor } from './problem.ts';

/** What the API answers about an export. */
export interface ExportBody {
  id: string;
  request: ExportRequest;
  status: ExportStatus;
  phase: Phase | null;
  progress: Progress | null;
  startedAt: string | null;
  updatedAt: string;
  endedAt: string | null;
  result: ExportResult | null;
  error: (Failure & { help: string }) | null;
  warnings: Warning[];
  analysis: AnalysisBody | null;
}

/**
 * The answer about one export, from what the durable backend says of its root instance and, while it is copying, what was counted in the
 * landing. `run` is known to the caller because it was checked to be an export.
 */
export function exportBody(
  instance: Instance,
  run: ExportRun,
  counted: Progress | undefined,
  analysis: AnalysisBody | null = null,
): ExportBody {
  const state = stateOf(instance);
  const outcome = outcomeOf(instance);
  const status = statusOf(instance);
  const ended = status !== 'queued' && status !== 'running';
  const result = (outcome && 'result' in outcome ? outcome.result : state?.result) ?? null;
  // The backend cuts its times to whole seconds, the run does not.
  const updatedAt = new Date(Math.max(instance.updatedAt.getTime(), startOf(instance).getTime())).toISOString();
  return {
    id: instance.id,
    request: run.request,
    status,
    phase: status === 'running' ? (state?.phase ?? 'submitting') : null,
    progress: result ? progressOf(result) : (counted ?? null),
    startedAt: status === 'queued' ? null : startOf(instance).toISOString(),
    updatedAt,
    endedAt: ended ? updatedAt : null,
    result: ended && status !== 'completed' && status !== 'unchanged' ? null : result,
    error: errorOf(instance, outcome),
    warnings: outcome?.warnings ?? state?.warnings ?? [],
    analysis,
  };
}

function progressOf(result: ExportResult): Progress {
  return { filesDone: result.files, filesTotal: result.files, ...figuresOf(result) };
}

function errorOf(instance: Instance, outcome: Outcome | undefined): ExportBody['error'] {
  if (outcome && 'error' in outcome) return { ...outcome.error, help: helpFor(outcome.error.code) };
  if (instance.runtimeStatus === 'Failed' || (instance.runtimeStatus === 'Completed' && !outcome)) {
    const message = 'The orchestration itself failed; the log has the reason.';
    return { code: 'InternalError', message, help: helpFor('InternalError') };
  }
  return null;
}
