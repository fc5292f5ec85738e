import type { OrchestrationContext } from 'durable-functions';
import { EXPORT_ORCHESTRATOR } from '../../shared/durable/exportInstance.ts';
import { childIds } from '../../shared/export/childIds.ts';
import { endOfRun, unexpected } from '../../shared/export/outcome.ts';
import { resubmitPauseMs } from '../../shared/export/patience.ts';
import { lanesOf } from '../../shared/export/ranges.ts';
import type { Committed, ExportRun, Outcome, RunState } from '../../shared/export/run.ts';
import type { Step } from '../../shared/export/stop.ts';
import { activities } from '../activities/index.ts';
import { announce } from './announce.ts';
import { attendAnalysis } from './attendAnalysis.ts';
import { copyRange } from './copyRange.ts';
import { orchestrator, pause, type Steps } from './orchestrator.ts';
import { patiently } from './patiently.ts';
import { proveExport } from './proveExport.ts';
import { enter } from './runState.ts';
import { runsAt } from './version.ts';
import { waitForOperation } from './waitForOperation.ts';

/** One run of an export, from the request to the committed version that subscribers know of. */
export const runExport = orchestrator<ExportRun, Outcome>(EXPORT_ORCHESTRATOR, function* (context, run) {
  const startedAt = context.df.currentUtcDateTime.toISOString();
  const state: RunState = { phase: 'submitting', startedAt, attempt: 1, warnings: [] };
  const outcome: Outcome = yield* exportPatiently(context, run, state);
  yield* record(context, run, startedAt, outcome);
  const told: Outcome = yield* announce(context, run, state, outcome);
  if (!runsAt(context, '1.1')) return told;
  // That the service has nothing of one kind decides whether the invoice still waits for it.
  if (told.status === 'noData') yield* proveExport(context, run.exportId);
  return yield* attendAnalysis(context, run, state, told);
});

/** A run that has ended well stays so, even when its end cannot be written down. */
function* record(context: OrchestrationContext, run: ExportRun, startedAt: string, outcome: Outcome): Steps<void> {
  try {
    yield* activities.recordEnd.call(context, { run, outcome, startedAt });
  } catch {
    // The activity has logged its own failure.
  }
}

/** Submits anew, after a pause, when an operation or its snapshot is lost: three times in a row without a file, at most. */
function* exportPatiently(context: OrchestrationContext, run: ExportRun, state: RunState): Steps<Outcome> {
  try {
    for (let timeouts = 0, fruitless = 0; ; state.attempt++) {
      const end: Step<Committed> = yield* exportOnce(context, run, state);
      if (end.stop !== 'resubmit') return endOfRun(end, state.warnings);
      if (end.failure.code === 'OperationTimedOut') timeouts++;
      fruitless = end.copied ? 0 : fruitless + 1;
      const pauseMs = timeouts > 1 ? undefined : resubmitPauseMs(fruitless);
      if (pauseMs === undefined) return endOfRun(end, state.warnings);
      yield* pause(context, pauseMs);
    }
  } catch (error) {
    return unexpected(error, state.warnings);
  }
}

/** submit → wait → plan → copy → commit, with one operation at the service. */
function* exportOnce(context: OrchestrationContext, run: ExportRun, state: RunState): Steps<Step<Committed>> {
  const { operationDeadlineMs } = run;
  const key = { exportId: run.exportId, runId: run.runId };
  const ids = childIds(key, state.attempt);

  // What an earlier attempt had found is lost with its operation.
  delete state.operationId;
  delete state.version;
  enter(context, state, { phase: 'submitting' });
  const submitted = yield* patiently(context, operationDeadlineMs, () =>
    activities.submitExport.call(context, { run }),
  );
  if (submitted.stop) return submitted;

  const { operationId, retryAfterMs } = submitted;
  enter(context, state, { phase: 'waiting', operationId });
  const submittedAtMs = context.df.currentUtcDateTime.getTime();
  const wait = { run: key, operationId, operationDeadlineMs, submittedAtMs, polls: 0 };
  const ready = yield* waitForOperation.call(context, { ...wait, ...(retryAfterMs ? { retryAfterMs } : {}) }, ids.wait);
  if (ready.stop) return ready;

  const planned = yield* patiently(context, operationDeadlineMs, () =>
    activities.planVersion.call(context, { run, operationId }),
  );
  if (planned.stop) return planned;

  const { plan } = planned;
  const files = plan.facts.blobCount;
  const all = { from: 0, count: files };
  const version = { folder: plan.folder, files, ...(runsAt(context, '1.1') ? { lanes: lanesOf(all).length } : {}) };
  state.warnings = planned.warnings;
  if (!plan.committed || run.request.force) {
    enter(context, state, { phase: 'copying', version });
    const copied = yield* copyRange.call(context, { run, plan, range: all }, ids.copy);
    if (copied.stop) return copied;
  }

  enter(context, state, { phase: 'committing', version });
  return yield* patiently(context, operationDeadlineMs, () =>
    activities.commitVersion.call(context, { run, plan, startedAt: state.startedAt }),
  );
}
