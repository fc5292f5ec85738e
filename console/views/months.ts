import type { Invoice } from '../api.ts';
import { monthBefore } from '../format.ts';

/** The month that an invoice is for. */
export function monthOf({ month, invoiceDate }: Invoice): string {
  return month ?? (invoiceDate ? monthBefore(invoiceDate) : '–');
}
