import type { ErrorCode, Failure } from '../errors.ts';
import type { Known } from './figures.ts';
import type { ExportRequest } from './request.ts';

/**
 * One execution of an export: the input of its root orchestration. The random `runId` tells this execution from an earlier or later one
 * with the same instance id.
 */
export interface ExportRun {
  exportId: string;
  runId: string;
  request: ExportRequest;
  /** The setting at the time of the start: an orchestrator may not read settings, they could change between two replays. */
  operationDeadlineMs: number;
  /** It takes the place of a run that broke, which was created then. */
  takesOverFrom?: string;
  /** Ends of which subscribers know already, because an earlier run of this export ended the same way. */
  quiet?: readonly QuietEnd[];
}

/** Ends that repeat themselves for as long as the service has nothing, and are told once. */
export type QuietEnd = 'noData' | 'rejected';

export function isQuiet({ quiet }: ExportRun, { status }: Outcome): boolean {
  return quiet?.some((end) => end === status) ?? false;
}

/** Enough of a run for an activity to tell whether it is still wanted. */
export type RunKey = Pick<ExportRun, 'exportId' | 'runId'>;

export const PHASES = ['submitting', 'waiting', 'copying', 'committing', 'notifying', 'analysing'] as const;
export type Phase = (typeof PHASES)[number];

/** What is visible of a version once it is committed. `manifest` is a blob path inside the container, prefix included. */
export interface ExportResult extends Known {
  version: string;
  manifest: string;
  files: number;
}

/** What a commit answers. */
export interface Committed {
  result: ExportResult;
  /** This run made the version visible, or brought up to date what an earlier run had left behind. */
  changed: boolean;
}

/** How the analysis of what a run made visible stood when it was looked at last. */
export type AnalysisLook = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'off';

export interface Warning {
  code: Extract<
    ErrorCode,
    | 'PeriodMismatch'
    | 'EventNotDelivered'
    | 'AnalysisFailed'
    | 'AnalysisUnfinished'
    | 'AnalysisCancelled'
    | 'AnalysisTooLarge'
    | 'TableInexact'
    | 'TableForeign'
    | 'LineUnreadable'
  >;
  message: string;
}

/** Subscribers know how a run with these warnings ended, if there was something to tell. */
export function wasTold(warnings: readonly Warning[]): boolean {
  return !warnings.some(({ code }) => code === 'EventNotDelivered');
}

/** The custom status of a root orchestration. */
export interface RunState {
  phase: Phase;
  /** The phases so far, in their order, each since when. */
  phases?: { phase: Phase; enteredAt: string }[];
  startedAt: string;
  /** Which POST to Graph this is, from 1. */
  attempt: number;
  operationId?: string;
  /** Known once the manifest is read; `lanes` copy it, in runs from version 1.1 on. */
  version?: { folder: string; files: number; lanes?: number };
  /** Known once the version is committed, while subscribers are still being told. */
  result?: ExportResult;
  /** Known with the result, while it is analysed: how the run will end. */
  ending?: 'completed' | 'unchanged';
  analysis?: AnalysisLook;
  warnings: Warning[];
}

/** How a run ends when it is not cancelled: the output of a root orchestration. */
export type Outcome =
  | { status: 'completed' | 'unchanged'; result: ExportResult; warnings: Warning[]; analysis?: AnalysisLook }
  | { status: 'noData'; warnings: Warning[] }
  | { status: 'rejected' | 'failed'; error: Failure; warnings: Warning[] };
