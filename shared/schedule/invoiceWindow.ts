import { invoiceIdSchema, isLegacyInvoice } from '../export/request.ts';
import { dayOf } from '../landing/invoiceFacts.ts';
import type { Invoice } from '../microsoft/partnerCenter.ts';

/** Days of the invoice date (UTC), both ends inclusive. */
export interface DateRange {
  /** `YYYY-MM-DD` */
  from: string;
  to: string;
}

/** The UTC day of an invoice; undefined when its date is missing or unreadable. */
export function invoiceDay({ invoiceDate }: Invoice): string | undefined {
  return dayOf(invoiceDate);
}

/** The range that looks back this many days. */
export function lookback(days: number, now: Date): DateRange {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return { from: day(now.getTime() - days * 24 * 3_600_000), to: day(now.getTime()) };
}

/** Whether an invoice falls into the range; one without a readable date does, since leaving it out could lose it. */
export function isInRange(invoice: Invoice, { from, to }: DateRange): boolean {
  const day = invoiceDay(invoice);
  return day === undefined || (day >= from && day <= to);
}

/** What can be done with a document number: only new-commerce ones can be exported, whatever type the document has. */
export function invoiceClass(id: string): 'exportable' | 'legacy' | 'unknown' {
  if (invoiceIdSchema.safeParse(id).success) return 'exportable';
  return isLegacyInvoice(id) ? 'legacy' : 'unknown';
}
