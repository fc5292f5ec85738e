import type { ExportRequest } from '../export/request.ts';
import type { QuietEnd } from '../export/run.ts';
import type { ExportStatus } from '../export/status.ts';

/** An export that the program starts by itself: from discovery, for unbilled data or in a backfill. */
export interface ScheduledExport {
  request: ExportRequest;
  quiet?: readonly QuietEnd[];
}

/** How a scheduled export ended. */
export interface ScheduledEnd {
  exportId: string;
  status: ExportStatus;
  /** When it ended (ISO 8601); absent where nobody knows, and of 1.0. */
  endedAt?: string;
  /** Subscribers could be told, if there was something to tell. */
  told: boolean;
}
