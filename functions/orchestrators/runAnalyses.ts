import { lookPauseMs } from '../../shared/analysis/analysisRun.ts';
import { ANALYSES_ORCHESTRATOR, type AnalysesRun, type AnalysesState } from '../../shared/analysis/request.ts';
import { activities } from '../activities/index.ts';
import { orchestrator, pause } from './orchestrator.ts';

const LOOKS_A_GENERATION = 20;
const LONGEST_LOOK_MS = 15_000;

/** Analyses many exports, a few at a time: each a root instance of its own that is watched by its status. */
export const runAnalyses = orchestrator<AnalysesRun, AnalysesState>(ANALYSES_ORCHESTRATOR, function* (context, input) {
  let run = input;
  let quietLooks = 0;
  for (let looks = 0; looks < LOOKS_A_GENERATION; looks++) {
    const tended = yield* activities.tendAnalyses.call(context, { run });
    if (tended.stop === undefined) {
      const { next, active, exportsDone } = tended;
      const state: AnalysesState = { exportsDone, exportsTotal: run.exportsTotal };
      context.df.setCustomStatus(state);
      if (active.length === 0) return state;
      quietLooks = next === run.next ? quietLooks + 1 : 0;
      run = { ...run, next, active };
    }
    // A landing that does not answer for minutes is waited out: nobody would begin this again.
    yield* pause(context, tended.stop === 'wait' ? tended.retryAfterMs : lookPauseMs(quietLooks, LONGEST_LOOK_MS));
  }
  context.df.continueAsNew(run);
  return { exportsDone: 0, exportsTotal: run.exportsTotal };
});
