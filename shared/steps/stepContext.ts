import type { Clock } from '../clock.ts';
import type { CopyEngine } from '../copy/copyEngine.ts';
import type { BlobSource } from '../copy/types.ts';
import type { RunGuard } from '../durable/runGuard.ts';
import { kindOfExportId } from '../export/exportId.ts';
import { EXPORT_KINDS } from '../export/kinds.ts';
import type { RunKey } from '../export/run.ts';
import type { CommittedFiles } from '../landing/committedFiles.ts';
import type { Landing } from '../landing/landing.ts';
import type { LandedNames } from '../landing/versionListing.ts';
import type { LogSink } from '../log.ts';
import type { BillingApi } from '../microsoft/billingApi.ts';
import type { SourceAccess } from '../microsoft/sourceAccess.ts';
import type { RunMetrics } from '../report/runMetrics.ts';
import type { EventTopic } from '../report/topic.ts';

/** One version of Graph's API, and the way to what its operations made. An operation is known to the version that accepted it. */
export interface GraphAccess {
  billing: BillingApi;
  source: SourceAccess;
}

/** The version of Graph's API that serves a run. */
export function graphOf({ billing, source, beta }: StepServices, { exportId }: Pick<RunKey, 'exportId'>): GraphAccess {
  const kind = kindOfExportId(exportId);
  return kind !== undefined && EXPORT_KINDS[kind].apiVersion === 'beta' ? beta : { billing, source };
}

/** What the steps of an export work with. */
export interface StepServices {
  clock: Clock;
  billing: BillingApi;
  source: SourceAccess;
  /** The same below beta, for the kinds that are there alone. */
  beta: GraphAccess;
  landing: Landing;
  landedNames: LandedNames;
  committedFiles: CommittedFiles;
  copyEngine: CopyEngine;
  /** Absent when nobody is to be told. */
  topic?: EventTopic;
  metrics: RunMetrics;
  /** The landing once more, for the list of invoices: it gives up in seconds. Absent without analysis. */
  index?: Landing;
  /** When a blob of the source was last modified. */
  lastModified(source: BlobSource): Promise<Date>;
}

/** What a step gets besides its input: the services, and the way to see whether its run is still wanted. */
export interface StepContext {
  services: StepServices;
  guard: RunGuard;
  log: LogSink;
}
