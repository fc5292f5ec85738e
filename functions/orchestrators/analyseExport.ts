import type { OrchestrationContext } from 'durable-functions';
import {
  ANALYSIS_ORCHESTRATOR,
  type AnalysisEnd,
  type AnalysisKey,
  type AnalysisRun,
  type AnalysisWork,
  LOOKS_A_GENERATION,
  lookPauseMs,
  type VersionEnd,
} from '../../shared/analysis/analysisRun.ts';
import { ANNOUNCE_PAUSES_MS } from '../../shared/export/patience.ts';
import { type Step, type Stop, weightiest } from '../../shared/export/stop.ts';
import { shortMessage } from '../../shared/scrub.ts';
import { BUNDLES_A_GENERATION } from '../../shared/steps/analysis/bundleRecord.ts';
import { activities } from '../activities/index.ts';
import { afterVersion } from './afterVersion.ts';
import { orchestrator, pause, type Steps } from './orchestrator.ts';

const LONGEST_LOOK_MS = 30_000;

/** How far an analysis came in one generation: to its end, or to where a fresh history goes on. */
type Generation = { end: AnalysisEnd } | { goOn: AnalysisRun };

/**
 * One analysis of an export: waits for its place, analyses what `_latest.json` names, and looks again until that is what it has analysed. A root instance of its own, one an
 * export, so that nothing that happens to it changes how a run ends.
 */
export const analyseExport = orchestrator<AnalysisRun, AnalysisEnd>(ANALYSIS_ORCHESTRATOR, function* (context, input) {
  const run = { ...input, startedAt: input.startedAt ?? context.df.currentUtcDateTime.toISOString() };
  const key = { exportId: run.exportId, runId: run.runId };
  let generation: Generation;
  try {
    generation = run.admitted ? yield* analyse(context, run) : yield* awaitTurn(context, run);
  } catch (error) {
    generation = { end: failureOf(run, error instanceof Error ? error.message : String(error)) };
  }
  if ('goOn' in generation) {
    context.df.continueAsNew(generation.goOn);
    return {};
  }
  const { end } = generation;
  yield* conclude(context, key, run.startedAt, end);
  return end;
});

/** Waits for a place among those that run. */
function* awaitTurn(context: OrchestrationContext, run: AnalysisRun): Steps<Generation> {
  context.df.setCustomStatus({ state: 'queued', startedAt: run.startedAt });
  for (let looks = 0; looks < LOOKS_A_GENERATION; looks++) {
    const turn = yield* activities.takeTurn.call(context, { run: keyOf(run) });
    if (turn.stop) return stopped(run, turn);
    if (turn.admitted) return yield* analyse(context, { ...run, admitted: true });
    yield* pause(context, lookPauseMs(looks, LONGEST_LOOK_MS));
  }
  return { goOn: run };
}

/** One version, or a generation's share of one. */
function* analyse(context: OrchestrationContext, run: AnalysisRun): Steps<Generation> {
  const key = keyOf(run);
  let { work } = run;
  if (!work) {
    const { ended, compared } = run;
    const plan = yield* activities.planAnalysis.call(context, {
      run: { ...key, again: run.again },
      ...(ended ? { ended } : {}),
      ...(compared ? { compared } : {}),
    });
    if (plan.stop) return stopped(run, plan);
    if (plan.ended) return { end: { ended: plan.ended } };
    if (!plan.work) return { end: ended ? { ended } : {} };
    work = plan.work;
  }
  const { version, bundles } = work;
  context.df.setCustomStatus({ state: 'running', startedAt: run.startedAt, version, bundles });
  const read = yield* readBundles(context, key, work);
  if (read.stop) return withoutVersion({ ...run, work }, read);
  if (read.next < bundles) return { goOn: { ...run, work: { ...work, next: read.next } } };

  const finished = yield* finish(context, key, work);
  if (finished.stop) return withoutVersion({ ...run, work }, finished);
  const { work: _, ...rest } = run;
  if (work.figuresOnly) return { goOn: { ...rest, compared: version } };
  yield* afterVersion(context, key, finished.end);
  // In a fresh history: what `_latest.json` names may have moved any number of times.
  return { goOn: { ...rest, ended: finished.end } };
}

/** Reads the next bundles, side by side; answers the first that is left. */
function* readBundles(
  context: OrchestrationContext,
  run: AnalysisKey,
  work: AnalysisWork,
): Steps<Step<{ next: number }>> {
  const count = Math.min(BUNDLES_A_GENERATION, work.bundles - work.next);
  if (count <= 0) return { next: work.next };
  const tasks = Array.from({ length: count }, (_, index) =>
    activities.analyseBundle.task(context, { run, work, bundle: work.next + index }),
  );
  const results: Step<object>[] = yield context.df.Task.all(tasks);
  const stop = weightiest(results);
  if (stop) return stop;
  if (work.bundles > BUNDLES_A_GENERATION) {
    const gathered = yield* activities.gatherBundles.call(context, { run, work, first: work.next });
    if (gathered.stop) return gathered;
  }
  return { next: work.next + count };
}

/** Figures, groups and changes; then the table, if there is to be one and nothing keeps the version out of it. */
function* finish(
  context: OrchestrationContext,
  run: AnalysisKey,
  work: AnalysisWork,
): Steps<Step<{ end: VersionEnd }>> {
  const finished = yield* activities.finishVersion.call(context, { run, work });
  if (finished.stop || !work.table || finished.end.state === 'failed') return finished;
  return yield* activities.commitTable.call(context, { run, work, end: finished.end });
}

/** A version that could only be compared with is not missed; without the newest one the analysis has failed. */
function withoutVersion(run: AnalysisRun & { work: AnalysisWork }, stop: Stop): Generation {
  const { work, ...rest } = run;
  if (work.figuresOnly && stop.stop !== 'cancelled') return { goOn: { ...rest, compared: work.version } };
  return stopped(run, stop);
}

function stopped(run: AnalysisRun, stop: Stop): Generation {
  // Another one took its place, or somebody cancelled it: there is nothing to tell.
  if (stop.stop === 'cancelled') return { end: {} };
  return { end: failureOf(run, 'failure' in stop ? `${stop.failure.code}: ${stop.failure.message}` : stop.stop) };
}

function failureOf({ work, ended }: AnalysisRun, why: string): AnalysisEnd {
  const [firstLine = ''] = why.split('\n');
  const failure = { code: 'AnalysisFailed' as const, message: shortMessage(firstLine, 300) };
  const version = work && !work.figuresOnly ? work.version : undefined;
  if (version === undefined) return ended ? { ended, failure } : { failure };
  return { ended: { version, state: 'failed', warnings: [failure] }, failure };
}

/** Gives the place up and writes the end down; then tells subscribers, again and again for about four minutes. */
function* conclude(context: OrchestrationContext, run: AnalysisKey, startedAt: string, end: AnalysisEnd): Steps<void> {
  try {
    yield* activities.endAnalysis.call(context, { run, end, startedAt });
    if (!end.ended) return;
    for (const pauseMs of [0, ...ANNOUNCE_PAUSES_MS]) {
      if (pauseMs > 0) yield* pause(context, pauseMs);
      const told = yield* activities.announceAnalysis.call(context, { run, end: end.ended });
      if (told.stop !== undefined || told.delivered) return;
    }
  } catch {
    // The activity has logged its own failure; the next run of the export tells what was not told.
  }
}

function keyOf({ exportId, runId }: AnalysisRun): AnalysisKey {
  return { exportId, runId };
}
