import type { InvoiceEntry } from '../analysis/invoiceIndex.ts';
import { dayOf } from '../landing/invoiceFacts.ts';

const DAY_MS = 24 * 3_600_000;

/** An invoice outside the look-back window is asked for the usage that it lacks for so many days after the first proof that said so. */
export const ASKED_DAYS = 14;

/** A month's usage is usually whole by this day of the month in which the invoice came. */
const WHOLE_BY_DAY = 11;

export function lacksUsage({ proof }: Pick<InvoiceEntry, 'proof'>): boolean {
  return proof?.state === 'usageMissing';
}

/** Whether its usage is still asked for, if it lies outside the window. */
export function isStillAsked({ proof }: Pick<InvoiceEntry, 'proof'>, now: Date): boolean {
  const since = proof?.state === 'usageMissing' ? proof.usageMissingSince : null;
  return since !== null && now.getTime() - new Date(since).getTime() < ASKED_DAYS * DAY_MS;
}

/** Whether somebody should look: usage that comes a few days late is how it is each month. */
export function isUsageLate({ invoiceDate }: Pick<InvoiceEntry, 'invoiceDate'>, now: Date): boolean {
  const day = dayOf(invoiceDate);
  if (day === undefined) return true;
  const month = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  return now.getTime() >= month.getTime() + WHOLE_BY_DAY * DAY_MS;
}
