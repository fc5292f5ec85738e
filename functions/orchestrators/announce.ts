import type { OrchestrationContext } from 'durable-functions';
import { ANNOUNCE_PAUSES_MS } from '../../shared/export/patience.ts';
import { type ExportRun, isQuiet, type Outcome, type RunState } from '../../shared/export/run.ts';
import { failureOf } from '../../shared/export/stop.ts';
import { activities } from '../activities/index.ts';
import { pause, type Steps } from './orchestrator.ts';
import { enter } from './runState.ts';

/**
 * Tells subscribers how the run ended, again and again for about four minutes, while the result is visible already. A
 * topic that cannot be reached does not undo the export: the run ends with a warning.
 */
export function* announce(
  context: OrchestrationContext,
  run: ExportRun,
  state: RunState,
  outcome: Outcome,
): Steps<Outcome> {
  // A run that another one has replaced leaves it to that one to tell.
  const replaced = 'error' in outcome && outcome.error.code === 'RunEnded';
  if (outcome.status === 'unchanged' || replaced || isQuiet(run, outcome)) return outcome;
  enter(context, state, { phase: 'notifying', ...('result' in outcome ? { result: outcome.result } : {}) });

  let problem = '';
  let askedMs = 0;
  let leftMs = run.operationDeadlineMs;
  for (const pauseMs of [0, ...ANNOUNCE_PAUSES_MS]) {
    // What the topic asks for is waited out, however long beside the pauses; what it asks for beyond the run's patience
    // ends the tries.
    leftMs -= askedMs;
    if (leftMs < 0) break;
    if (pauseMs > 0) yield* pause(context, Math.max(pauseMs, askedMs));
    try {
      const told = yield* activities.announceRun.call(context, { run, outcome });
      if (told.stop === undefined && told.delivered) return outcome;
      askedMs = ('retryAfterMs' in told ? told.retryAfterMs : undefined) ?? 0;
      problem = told.stop === undefined ? (told.problem ?? '') : (failureOf(told)?.message ?? told.stop);
    } catch {
      problem = 'the step that sends it crashed again and again; the log has the reason';
      break;
    }
  }
  const message = `The event of this run was not delivered: ${problem}`;
  return { ...outcome, warnings: [...outcome.warnings, { code: 'EventNotDelivered', message }] };
}
