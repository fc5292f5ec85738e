import { refreshInvoice } from '../../analysis/invoiceIndex.ts';
import { refreshMonths } from '../../analysis/unbilledIndex.ts';
import { subjectOfExportId } from '../../export/exportId.ts';
import type { ProofServices } from './proofContext.ts';
import { type ProvedInvoice, proveInvoice } from './proveInvoice.ts';

/** What follows for its invoice or month from an export of which something has changed. */
export async function proveExport(
  services: ProofServices & { analysis: { on: boolean } },
  { exportId }: { exportId: string },
): Promise<ProvedInvoice & { invoiceId?: string }> {
  const subject = subjectOfExportId(exportId);
  if (!subject || !services.analysis.on) return { changed: false, tell: false };
  if (!('invoiceId' in subject)) {
    await refreshMonths(services.landing, [subject]);
    return { changed: false, tell: false };
  }
  const { invoiceId } = subject;
  const proved = await proveInvoice(services, invoiceId);
  await refreshInvoice(services.landing, invoiceId);
  return { ...proved, invoiceId };
}
