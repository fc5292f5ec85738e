import type { Failure } from '../errors.ts';
import { derivedId } from '../export/derivedId.ts';
import type { ExportResult, ExportRun, Outcome } from '../export/run.ts';
import { exportSubject, type ManifestFile } from '../landing/manifestFile.ts';

/** A CloudEvents 1.0 event, without what the Event Grid client adds (`specversion`, `time`). */
export interface RunEvent {
  id: string;
  type: `PartnerBillingExport.${'Completed' | 'NoData' | 'Rejected' | 'Failed'}`;
  source: string;
  /** The export id. */
  subject: string;
  data: {
    export: ManifestFile['export'];
    status: Outcome['status'];
    result: (ExportResult & { manifestUrl: string }) | null;
    error: Failure | null;
    /** What is odd about a version that was committed: who reads it should look first. */
    warnings: { code: string; message: string }[];
  };
}

/** What an event needs to know of the landing. */
export interface LandingNames {
  container: string;
  /** The URL of a blob, without any SAS. */
  urlOf(path: string): string;
}

/** What an event needs of the manifest of a committed version. */
type CommittedFacts = Pick<ManifestFile, 'export' | 'run'> & { source: Pick<ManifestFile['source'], 'warnings'> };

const TYPES = { completed: 'Completed', noData: 'NoData', rejected: 'Rejected', failed: 'Failed' } as const;

/**
 * The event of a run that has ended, or undefined when there is nothing to tell (`unchanged`). It is the same for every delivery: that of a
 * completed version speaks for the run that committed it, so that a later run can deliver what that one could not.
 */
export function runEvent(
  run: Pick<ExportRun, 'exportId' | 'runId' | 'request'>,
  outcome: Outcome,
  committed: CommittedFacts | undefined,
  landing: LandingNames,
): RunEvent | undefined {
  if (outcome.status === 'unchanged') return undefined;
  const result = 'result' in outcome ? outcome.result : undefined;
  return {
    id: result
      ? eventId(run.exportId, result.version, committed?.run.id ?? run.runId)
      : eventId(run.exportId, outcome.status, run.runId),
    type: `PartnerBillingExport.${TYPES[outcome.status]}`,
    source: `/partner-billing-export/${landing.container}`,
    subject: run.exportId,
    data: {
      // A later run may have asked for the same month by another word (`last` for `current`).
      export: committed?.export ?? exportSubject(run.exportId, run.request),
      status: outcome.status,
      result: result ? { ...result, manifestUrl: landing.urlOf(result.manifest) } : null,
      error: 'error' in outcome ? outcome.error : null,
      warnings: committed?.source.warnings ?? outcome.warnings,
    },
  };
}

/** Two deliveries of one event carry the same. */
export const eventId = derivedId;
