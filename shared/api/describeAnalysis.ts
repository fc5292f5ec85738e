import {
  type AnalysisEnd,
  type AnalysisRun,
  type AnalysisState,
  type AnalysisWarning,
  analysisInstanceId,
} from '../analysis/analysisRun.ts';
import type { FiguresDocument } from '../analysis/documents.ts';
import { readFiguresOf } from '../analysis/figuresStore.ts';
import { countBundles } from '../analysis/progress.ts';
import { type AnalysisStanding, standingOf } from '../analysis/standing.ts';
import { outcomeOf } from '../durable/exportInstance.ts';
import { type Instance, type Instances, isActive } from '../durable/instances.ts';
import { subjectOfExportId } from '../export/exportId.ts';
import type { AnalysisLook, RunState } from '../export/run.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';
import { inTime } from './inTime.ts';

export const ANALYSIS_STATES: readonly AnalysisLook[] = ['queued', 'running', 'done', 'failed', 'cancelled', 'off'];

/** What is needed to look at an analysis. */
interface Looked extends Pick<Services, 'analysis'> {
  settings: Pick<Settings, 'analysis'>;
}

/** What the API answers about the analysis of what an export has landed. Lists have the state alone. */
export type AnalysisBody =
  | { state: 'off' | 'cancelled' }
  | { state: 'queued' | 'running'; progress: { partsDone: number; partsTotal: number } | null }
  | AnalysisStanding
  | { state: AnalysisLook };

/** As it stands now, whoever asked for it; null until the version is known, and for versions that nobody has analysed. */
export async function describeAnalysis(
  services: Looked,
  instances: Instances,
  instance: Instance,
): Promise<AnalysisBody | null> {
  const version = versionOf(instance);
  if (version === undefined) return null;
  if (!services.settings.analysis.on) return { state: 'off' };
  const root = await instances.find(analysisInstanceId(instance.id));
  if (root && isActive(root)) return goingOn(services, instance.id, root);

  const subject = subjectOfExportId(instance.id);
  const stored = subject && (await inTime(readFiguresOf(services.analysis.landing, subject, version)));
  if (stored && !(root?.runtimeStatus === 'Terminated' && isHalf(services, stored.document))) {
    return standingOf(stored.path, stored.document);
  }
  // What ended before this run came to its analysis ended for an earlier version.
  if (isActive(instance) && !isAnalysing(instance, root, version)) return { state: 'queued' };
  if (root?.runtimeStatus === 'Terminated') return { state: 'cancelled' };
  const said = saidBy(instance);
  if (said === 'done') return { state: said };
  return root ? failedWith((root.output as AnalysisEnd | undefined)?.failure) : null;
}

/** Its state alone, for lists: from what the run says itself, if that is the last word. */
export async function briefAnalysis(
  services: Looked,
  instance: Instance,
  active: ReadonlyMap<string, Instance>,
): Promise<AnalysisBody | null> {
  const version = versionOf(instance);
  if (version === undefined) return null;
  if (!services.settings.analysis.on) return { state: 'off' };
  const root = active.get(analysisInstanceId(instance.id));
  if (root) return { state: stateOf(root) };
  const said = saidBy(instance);
  if (said === 'done' || said === 'failed' || said === 'cancelled') return { state: said };
  const subject = subjectOfExportId(instance.id);
  const stored = subject && (await inTime(readFiguresOf(services.analysis.landing, subject, version)));
  return stored ? { state: stored.document.state } : null;
}

/** Whether an analysis that has ended is that of the run which is still watching it. */
function isAnalysing(instance: Instance, root: Instance | undefined, version: string): boolean {
  const { phase } = (instance.customStatus ?? {}) as Partial<RunState>;
  const ended = (root?.output as AnalysisEnd | undefined)?.ended;
  return phase === 'analysing' && (ended === undefined || ended.version === version);
}

/** How the run itself left its analysis. */
function saidBy(instance: Instance): AnalysisLook | undefined {
  const outcome = outcomeOf(instance);
  return outcome && 'analysis' in outcome ? outcome.analysis : undefined;
}

/** The version that is visible of this run, once it is. */
function versionOf(instance: Instance): string | undefined {
  const outcome = outcomeOf(instance);
  if (outcome) return 'result' in outcome ? outcome.result.version : undefined;
  return isActive(instance) ? (instance.customStatus as RunState | undefined)?.result?.version : undefined;
}

function stateOf({ runtimeStatus, customStatus }: Instance): 'queued' | 'running' {
  return runtimeStatus === 'Pending' ? 'queued' : ((customStatus as AnalysisState | undefined)?.state ?? 'queued');
}

async function goingOn(
  { analysis }: Pick<Looked, 'analysis'>,
  exportId: string,
  root: Instance,
): Promise<AnalysisBody> {
  const state = root.customStatus as AnalysisState | undefined;
  const run = root.input as AnalysisRun | undefined;
  const progress =
    state?.version !== undefined && run
      ? ((await inTime(countBundles(analysis, { exportId, runId: run.runId }, state))) ?? null)
      : null;
  return { state: stateOf(root), progress };
}

/** Cancelled between the figures and the table. */
function isHalf({ settings }: Pick<Looked, 'settings'>, { state, table }: FiguresDocument): boolean {
  return state === 'done' && table === null && settings.analysis.tables;
}

function failedWith(failure: AnalysisWarning | undefined): AnalysisStanding {
  const message = 'The orchestration of the analysis failed; the log has the reason.';
  const warnings = [failure ?? { code: 'AnalysisFailed' as const, message }];
  return { state: 'failed', sums: [], figures: null, changes: null, drift: [], driftTotal: 0, table: null, warnings };
}
