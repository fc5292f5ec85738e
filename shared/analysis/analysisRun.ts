import type { ErrorCode } from '../errors.ts';

/** The name of the root orchestration of an analysis. */
export const ANALYSIS_ORCHESTRATOR = 'analyseExport';

/** One analysis of an export at a time, whoever starts it: a later start joins it. */
export function analysisInstanceId(exportId: string): string {
  return `analysis-${exportId}`;
}

/** The export that an instance id of an analysis names; undefined when it is none. */
export function analysedExportId(instanceId: string): string | undefined {
  return instanceId.startsWith('analysis-') ? instanceId.slice('analysis-'.length) : undefined;
}

/** Enough of an analysis for its activities: which export, and which analysis of it. */
export interface AnalysisKey {
  exportId: string;
  /** Random: tells this analysis from an earlier or later one of the same export. */
  runId: string;
}

/** The input of the root orchestration, and what one generation of it leaves to the next. */
export interface AnalysisRun extends AnalysisKey {
  /** Made again although it is complete. */
  again: boolean;
  startedAt?: string;
  /** It has a place among those that run. */
  admitted?: boolean;
  work?: AnalysisWork;
  /** The version that was analysed last, and how that ended. */
  ended?: VersionEnd;
  /** The version whose figures were to be made for a comparison. */
  compared?: string;
}

/** A version that is being analysed, and how far it is. */
export interface AnalysisWork {
  version: string;
  manifest: string;
  /** How many activities read it. */
  bundles: number;
  /** The next bundle that nobody has read. */
  next: number;
  /** Only its figures are wanted: a newer version is compared with them. */
  figuresOnly: boolean;
  /** It goes into the table, if all of it fits. */
  table: boolean;
}

/** What can go wrong with an analysis of a version that no repetition heals: it is remembered and told. */
export type AnalysisCode = Extract<
  ErrorCode,
  'AnalysisFailed' | 'TableInexact' | 'TableForeign' | 'LineUnreadable' | 'AnalysisTooLarge' | 'EventNotDelivered'
>;

export interface AnalysisWarning {
  code: AnalysisCode;
  message: string;
}

/** Ends that cannot pass by themselves: asked again they end the same way, until somebody asks by hand or the program is another one. */
const LASTING: readonly AnalysisCode[] = ['TableInexact', 'TableForeign', 'LineUnreadable', 'AnalysisTooLarge'];

export function isLasting({ code }: Pick<AnalysisWarning, 'code'>): boolean {
  return LASTING.includes(code);
}

/** How the analysis of one version ended. What was counted lies in its `_figures.json`. */
export interface VersionEnd {
  version: string;
  state: 'done' | 'failed';
  /** Nothing was done: it was complete already. */
  untouched?: boolean;
  warnings: AnalysisWarning[];
}

/** The output of the root orchestration. */
export interface AnalysisEnd {
  /** Undefined when nothing has landed, or is left of it, or the failure came before anything was known. */
  ended?: VersionEnd;
  /** What ended the analysis before its time. */
  failure?: AnalysisWarning;
}

/** Looks at the queue that one generation of a waiting analysis takes, so that its history stays short. */
export const LOOKS_A_GENERATION = 30;

/** Pauses between two looks at something that goes on by itself: short at first, growing to `longestMs`. */
export function lookPauseMs(looks: number, longestMs: number): number {
  return Math.min(1_000 * 1.5 ** looks, longestMs);
}

/** The custom status of the root orchestration. */
export interface AnalysisState {
  state: 'queued' | 'running';
  startedAt: string;
  /** Known once the manifest is read. */
  version?: string;
  bundles?: number;
}
