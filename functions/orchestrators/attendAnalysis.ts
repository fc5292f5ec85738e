import type { OrchestrationContext } from 'durable-functions';
import { lookPauseMs } from '../../shared/analysis/analysisRun.ts';
import type { ExportRun, Outcome, RunState, Warning } from '../../shared/export/run.ts';
import type { Step } from '../../shared/export/stop.ts';
import type { Attended } from '../../shared/steps/analysis/attendAnalysis.ts';
import { activities } from '../activities/index.ts';
import { pause, type Steps } from './orchestrator.ts';
import { enter } from './runState.ts';

/** A run watches its analysis for this long; then it ends, and the analysis goes on. */
const WATCHED_MS = 60 * 60_000;
const LONGEST_LOOK_MS = 60_000;
/** An analysis that ended a moment too early is started anew; that it happens again and again is no accident. */
const MOST_STARTS = 3;

/**
 * Has what the run made visible analysed, and watches that from outside: nothing that happens to an analysis changes the status of the run. Only its warnings become
 * those of the run.
 */
export function* attendAnalysis(
  context: OrchestrationContext,
  run: ExportRun,
  state: RunState,
  outcome: Outcome,
): Steps<Outcome> {
  if (outcome.status !== 'completed' && outcome.status !== 'unchanged') return outcome;
  try {
    const end = yield* watch(context, run, state, outcome);
    return { ...outcome, analysis: end.look, warnings: [...outcome.warnings, ...end.warnings] };
  } catch {
    const message = 'The step that looks at the analysis crashed again and again; the log has the reason.';
    return { ...outcome, analysis: 'failed', warnings: [...outcome.warnings, { code: 'AnalysisFailed', message }] };
  }
}

function* watch(
  context: OrchestrationContext,
  { exportId, runId }: ExportRun,
  state: RunState,
  { status, result, warnings }: Extract<Outcome, { status: 'completed' | 'unchanged' }>,
): Steps<Pick<Attended, 'look' | 'warnings'>> {
  const run = { exportId, runId };
  const untilMs = context.df.currentUtcDateTime.getTime() + WATCHED_MS;
  let watched: Step<Attended> = yield* activities.startAnalysis.call(context, { run, changed: status === 'completed' });
  for (let looks = 0, starts = 1; ; looks++) {
    if (watched.stop) return { look: 'failed', warnings: [failedToLook(watched)] };
    const { look, runId: analysis } = watched;
    if (watched.again && starts < MOST_STARTS) {
      starts++;
      watched = yield* activities.startAnalysis.call(context, { run, changed: true });
      continue;
    }
    if (look === 'cancelled') return { look, warnings: [cancelled()] };
    if (analysis === undefined || (look !== 'queued' && look !== 'running')) return watched;

    enter(context, state, { phase: 'analysing', result, ending: status, analysis: look, warnings });
    const pauseMs = lookPauseMs(looks, LONGEST_LOOK_MS);
    if (context.df.currentUtcDateTime.getTime() + pauseMs > untilMs) return { look, warnings: [unfinished()] };
    yield* pause(context, pauseMs);
    watched = yield* activities.checkAnalysis.call(context, { run, runId: analysis });
  }
}

function failedToLook(step: Step<Attended>): Warning {
  const message = 'failure' in step ? `${step.failure.code}: ${step.failure.message}` : (step.stop ?? '');
  return { code: 'AnalysisFailed', message: `The analysis could not be started or looked at: ${message}` };
}

function cancelled(): Warning {
  return { code: 'AnalysisCancelled', message: 'The analysis was cancelled; what is committed stays.' };
}

function unfinished(): Warning {
  return { code: 'AnalysisUnfinished', message: 'The analysis had not ended after 60 minutes; it goes on.' };
}
