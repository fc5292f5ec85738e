import { randomUUID } from 'node:crypto';
import {
  ANALYSIS_ORCHESTRATOR,
  type AnalysisEnd,
  type AnalysisKey,
  type AnalysisRun,
  type AnalysisState,
  analysisInstanceId,
  type VersionEnd,
} from '../../analysis/analysisRun.ts';
import { readFiguresOf, type StoredFigures } from '../../analysis/figuresStore.ts';
import { isComplete, isSameDay, wantsTable } from '../../analysis/verdict.ts';
import { type Instance, isActive } from '../../durable/instances.ts';
import { subjectOfExportId } from '../../export/exportId.ts';
import type { AnalysisLook, Warning } from '../../export/run.ts';
import type { Step } from '../../export/stop.ts';
import { readLatest } from '../../landing/latest.ts';
import { exportFolder } from '../../landing/layout.ts';
import { PRODUCER } from '../../landing/manifestFile.ts';
import type { AnalysisContext } from './analysisContext.ts';

/** How the analysis of an export stands, as its run looks at it. `run` is that of the export here: what is made is the analysis' own. */
export interface Attended {
  look: AnalysisLook;
  /** Of the analysis that is watched; absent when there is nothing to watch. */
  runId?: string;
  warnings: Warning[];
  /** It has ended without the version that is the newest by now: another one is to be started. */
  again?: boolean;
}

/**
 * Starts the analysis of what a run has made visible, or joins the one that is under way, or finds that there is nothing to do. A version that an earlier
 * run brought is tried again once a day at most.
 */
export async function startAnalysis(
  { services, instances }: AnalysisContext,
  { run, changed }: { run: AnalysisKey; changed: boolean },
): Promise<Step<Attended>> {
  const { landing, analysis, clock } = services;
  if (!analysis.on) return { look: 'off', warnings: [] };
  const id = analysisInstanceId(run.exportId);
  const standing = await instances.find(id);
  if (standing && isActive(standing)) return lookOf(standing);

  const subject = subjectOfExportId(run.exportId);
  const latest = subject && (await readLatest(landing, exportFolder(landing.prefix, subject)));
  const figures = latest && (await readFiguresOf(landing, subject, latest.version));
  const wanted = { tables: subject !== undefined && wantsTable(analysis, subject.kind), producer: PRODUCER };
  if (figures && !figures.eventPending && isComplete(figures.document, wanted)) {
    return endOf(figures.document);
  }
  if (!changed && triedToday(clock.now(), figures, standing)) {
    return figures ? endOf(figures.document) : { look: 'failed', warnings: [] };
  }
  const input: AnalysisRun = { exportId: run.exportId, runId: randomUUID(), again: false };
  await instances.start(ANALYSIS_ORCHESTRATOR, id, input);
  return { look: 'queued', runId: input.runId, warnings: [] };
}

/** Looks once at the analysis that a run watches. */
export async function checkAnalysis(
  { services, instances }: AnalysisContext,
  { run, runId }: { run: AnalysisKey; runId: string },
): Promise<Step<Attended>> {
  const { landing } = services;
  const instance = await instances.find(analysisInstanceId(run.exportId));
  // Two starts at one moment: one of them runs, and it may have the other's input.
  if (!instance) return { look: 'failed', runId, warnings: [lost('its history is gone')] };
  if (isActive(instance)) return lookOf(instance);
  if (instance.runtimeStatus === 'Terminated' || instance.runtimeStatus === 'Canceled') {
    return { look: 'cancelled', runId, warnings: [] };
  }
  const end = instance.runtimeStatus === 'Completed' ? (instance.output as AnalysisEnd | undefined) : undefined;
  if (!end) return { look: 'failed', runId, warnings: [lost('its orchestration failed; the log has the reason')] };
  if (end.failure) return { look: 'failed', runId, warnings: [end.failure] };
  const subject = subjectOfExportId(run.exportId);
  const latest = subject && (await readLatest(landing, exportFolder(landing.prefix, subject)));
  // It may have looked for the last time a moment before this run made its version visible.
  const again = latest !== undefined && latest.version !== end.ended?.version;
  return {
    ...(end.ended ? endOf(end.ended) : { look: 'failed' as const, warnings: [] }),
    runId,
    ...(again ? { again } : {}),
  };
}

function lookOf({ input, customStatus, runtimeStatus }: Instance): Attended {
  const state = customStatus as AnalysisState | undefined;
  const look = runtimeStatus === 'Pending' ? 'queued' : (state?.state ?? 'queued');
  return { look, runId: (input as AnalysisRun | undefined)?.runId ?? '', warnings: [] };
}

function endOf({ state, warnings }: Pick<VersionEnd, 'state' | 'warnings'>): Attended {
  return { look: state, warnings };
}

/**
 * What ended as it should was no try that went wrong: figures that somebody has deleted since, or a table that is asked for since, are made at once.
 */
function triedToday(now: Date, figures: StoredFigures | undefined, instance: Instance | undefined): boolean {
  const isUntold = figures?.eventPending ?? false;
  const ended = (instance?.output as AnalysisEnd | undefined)?.ended;
  const tries = [
    ...(figures && (isUntold || figures.document.state !== 'done') ? [new Date(figures.document.run.analysedAt)] : []),
    ...(instance && (isUntold || ended?.state !== 'done') ? [instance.updatedAt] : []),
  ];
  return tries.some((at) => isSameDay(at, now));
}

function lost(why: string): Warning {
  return { code: 'AnalysisFailed', message: `The analysis did not end: ${why}.` };
}
