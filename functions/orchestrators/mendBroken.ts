import type { Outcome, RunState } from '../../shared/export/run.ts';
import type { BrokenKey, Mended } from '../../shared/schedule/startAgain.ts';
import { MENDER_ORCHESTRATOR } from '../../shared/schedule/watchBroken.ts';
import { activities } from '../activities/index.ts';
import { announce } from './announce.ts';
import { orchestrator } from './orchestrator.ts';
import { passSteps } from './pass.ts';

/**
 * Sees to a root orchestration that broke: starts it again, or, when that has been done before, tells subscribers that
 * the export failed, as the run itself no longer could. Its own instance is how the program remembers that it has done so.
 */
export const mendBroken = orchestrator<BrokenKey, Pick<Mended, 'startedAgain'>>(
  MENDER_ORCHESTRATOR,
  function* (context, broken) {
    const step = passSteps(context);
    const { startedAgain, run } = yield* step(() => activities.mend.call(context, broken));
    if (run) {
      const message = 'The orchestration of this run broke, and so did the one that took its place.';
      const outcome: Outcome = { status: 'failed', error: { code: 'InternalError', message }, warnings: [] };
      const startedAt = context.df.currentUtcDateTime.toISOString();
      const state: RunState = { phase: 'notifying', startedAt, attempt: 1, warnings: [] };
      yield* announce(context, run, state, outcome);
    }
    return { startedAgain };
  },
);
