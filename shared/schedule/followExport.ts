import { subjectOfExportId } from '../export/exportId.ts';
import { keepInvoiceFacts, readInvoiceFacts } from '../landing/invoiceFacts.ts';
import { logLine } from '../log.ts';
import { proveExport } from '../steps/proof/proveExport.ts';
import type { ScheduleContext } from './scheduleContext.ts';

/**
 * What follows from an export of which something has changed. An invoice that was exported by hand before discovery has listed it is looked up once, by the impatient client: its total is
 * what the proof waits for.
 */
export async function followExport(context: ScheduleContext, { exportId }: { exportId: string }) {
  const { analysis, settings } = context.services;
  const subject = subjectOfExportId(exportId);
  if (settings.analysis.on && subject && 'invoiceId' in subject) await learn(context, subject.invoiceId);
  return proveExport(analysis, { exportId });
}

async function learn({ services, log }: ScheduleContext, invoiceId: string): Promise<void> {
  const { landing } = services.analysis;
  const facts = await readInvoiceFacts(landing, invoiceId);
  if (facts?.totalCharges) return;
  const listed = await services.probes.partnerCenter.invoices();
  if (listed.stop) {
    log.warn(logLine('invoiceNotListed', { invoiceId, outcome: listed.stop }));
    return;
  }
  const invoice = listed.invoices.find(({ id }) => id === invoiceId);
  if (invoice) await keepInvoiceFacts(landing, invoice);
}
