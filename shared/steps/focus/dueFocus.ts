import { isActive } from '../../durable/instances.ts';
import { subjectOfExportId } from '../../export/exportId.ts';
import type { ExportSubject } from '../../export/request.ts';
import type { Step } from '../../export/stop.ts';
import { readInvoiceFacts } from '../../landing/invoiceFacts.ts';
import type { FocusContext, FocusServices } from './focusContext.ts';
import { FOCUS_ORCHESTRATOR, type FocusMonth, focusInstanceId } from './focusMonth.ts';
import { dueMonths, markDue } from './marks.ts';
import { countInvoice, monthOfInvoice } from './monthInvoices.ts';

export interface AnalysedExport {
  exportId: string;
  version: string;
  /** Of amounts that the analysis found, when Partner Center has not said which the invoice is in. */
  currency?: string;
}

/**
 * Says that the month of a version is to be written again, and sees to it that whatever is due is being written: this month, and those that something had kept
 * from it.
 */
export async function dueFocus(context: FocusContext, analysed: AnalysedExport): Promise<Step<{ started: string[] }>> {
  const { services } = context;
  const subject = subjectOfExportId(analysed.exportId);
  if (!services.isOn) return { started: [] };
  if (subject?.attributeSet === 'full') {
    for (const month of await monthsOf(services, subject, analysed)) await markDue(services, month);
  }
  return { started: await startDue(context) };
}

/** The month of the version; and the one that its invoice was counted to before, where that has changed. */
async function monthsOf(
  services: FocusServices,
  subject: ExportSubject,
  { version, currency }: AnalysedExport,
): Promise<FocusMonth[]> {
  if (!('invoiceId' in subject)) return [{ month: subject.month, currency: subject.currencyCode }];
  const { invoiceId } = subject;
  const facts = await readInvoiceFacts(services.landing, invoiceId);
  const code = (facts?.currencyCode ?? currency ?? '').toUpperCase();
  if (!/^[A-Z]{3}$/.test(code)) return [];
  const key = { month: monthOfInvoice(facts, builtOn(version)), currency: code };
  const isNote = /note/i.test(facts?.documentType ?? '');
  const before = await countInvoice(services, { invoiceId, isNote }, key);
  return before ? [key, before] : [key];
}

/** A version's name begins with the time at which its data was built, in basic ISO 8601. */
function builtOn(version: string): string {
  return `${version.slice(0, 4)}-${version.slice(4, 6)}`;
}

/** A writer that is about to end may not see a mark any more; the next analysis does. */
async function startDue({ services, instances }: FocusContext): Promise<string[]> {
  const started: string[] = [];
  for (const key of await dueMonths(services)) {
    const id = focusInstanceId(key);
    const standing = await instances.find(id);
    if (standing && isActive(standing)) continue;
    if (await instances.start(FOCUS_ORCHESTRATOR, id, key)) started.push(id);
  }
  return started;
}
