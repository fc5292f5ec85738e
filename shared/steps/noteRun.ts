import { refreshInvoice } from '../analysis/invoiceIndex.ts';
import { refreshMonths } from '../analysis/unbilledIndex.ts';
import { isBilled } from '../export/kinds.ts';
import type { ExportRun } from '../export/run.ts';
import type { ExportStatus } from '../export/status.ts';
import { noteRun } from '../landing/invoiceFacts.ts';
import type { Landing } from '../landing/landing.ts';
import { type LogSink, logLine } from '../log.ts';
import { messageOf } from '../scrub.ts';

/**
 * Writes down how a run stands, for the list of invoices and months. It is no part of the run: it gives up in seconds, and discovery mends what it could not write.
 */
export async function noteRunStatus(
  landing: Landing | undefined,
  log: LogSink,
  { exportId, runId, request }: Pick<ExportRun, 'exportId' | 'runId' | 'request'>,
  status: ExportStatus,
  at: Date,
): Promise<void> {
  if (!landing) return;
  const note = { status, at: at.toISOString(), exportId, runId };
  try {
    if ('invoiceId' in request) {
      await noteRun(landing, request, note);
      await refreshInvoice(landing, request.invoiceId);
    } else if (!isBilled(request.kind)) {
      await refreshMonths(landing, [request], { kind: request.kind, note });
    }
  } catch (error) {
    log.warn(logLine('runNotNoted', { exportId, message: messageOf(error) }));
  }
}
