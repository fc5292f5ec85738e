import { z } from 'zod';
import { monthBefore } from '../../focus/month.ts';
import type { InvoiceFacts } from '../../landing/invoiceFacts.ts';
import { dayOf } from '../../landing/invoiceFacts.ts';
import { focusInvoicePath, focusInvoicesFolder } from '../../landing/layout.ts';
import { updateJson } from '../../landing/updateJson.ts';
import type { FocusServices } from './focusContext.ts';
import type { FocusMonth } from './focusMonth.ts';

/** A document of a month and currency. */
export interface MonthInvoice {
  invoiceId: string;
  /** A credit or void note. */
  isNote: boolean;
}

/**
 * The month that an invoice bills: that of its billing period, else the calendar month before its date. Where discovery has not seen the invoice, the month
 * before its data was built: an invoice is built in the days after its month.
 */
export function monthOfInvoice(facts: InvoiceFacts | undefined, builtAt: string): string {
  const period = dayOf(facts?.billingPeriodStartDate);
  return period ? period.slice(0, 7) : monthBefore(dayOf(facts?.invoiceDate) ?? builtAt);
}

const belongsSchema = z.object({ schemaVersion: z.literal(1), month: z.string(), currency: z.string() });

/**
 * Counts an invoice to a month and currency. Answers those that it belonged to before, when Partner Center has said something else by now: they are to be
 * written again without it.
 */
export async function countInvoice(
  { landing, blobs }: FocusServices,
  { invoiceId, isNote }: MonthInvoice,
  { month, currency }: FocusMonth,
): Promise<FocusMonth | undefined> {
  let before: FocusMonth | undefined;
  await updateJson(landing, `${focusInvoicesFolder(landing.prefix, month, currency)}${invoiceId}.json`, () => ({
    schemaVersion: 1,
    invoiceId,
    isNote,
  }));
  await updateJson(landing, focusInvoicePath(landing.prefix, invoiceId), (stored) => {
    const belonged = belongsSchema.safeParse(stored).data;
    const moved = belonged && (belonged.month !== month || belonged.currency !== currency);
    before = moved ? { month: belonged.month, currency: belonged.currency } : undefined;
    return belonged && !moved ? undefined : { schemaVersion: 1, month, currency };
  });
  if (before) {
    await blobs.remove(`${focusInvoicesFolder(landing.prefix, before.month, before.currency)}${invoiceId}.json`);
  }
  return before;
}

const invoiceSchema = z.object({ invoiceId: z.string(), isNote: z.boolean() });

/** The documents that were counted to a month and currency, by their number. */
export async function monthInvoices(
  { landing, blobs }: FocusServices,
  { month, currency }: FocusMonth,
): Promise<MonthInvoice[]> {
  const found: MonthInvoice[] = [];
  for await (const { path } of blobs.list(focusInvoicesFolder(landing.prefix, month, currency))) {
    const invoice = invoiceSchema.safeParse((await landing.readJson(path))?.value).data;
    if (invoice) found.push(invoice);
  }
  return found.sort((a, b) => (a.invoiceId < b.invoiceId ? -1 : 1));
}
