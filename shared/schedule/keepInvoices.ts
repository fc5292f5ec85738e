import { isDeepStrictEqual } from 'node:util';
import {
  dropFromIndex,
  type InvoiceEntry,
  indexMonthOf,
  indexMonths,
  readIndexMonth,
  refreshInvoices,
  UNDATED,
  wordsOf,
} from '../analysis/invoiceIndex.ts';
import { factsOf, keepInvoiceFacts } from '../landing/invoiceFacts.ts';
import type { Landing } from '../landing/landing.ts';
import { mapBounded } from '../mapBounded.ts';
import type { Invoice } from '../microsoft/partnerCenter.ts';

const AT_ONCE = 8;

/** Every entry of the index, of all months: one small document a month. */
export async function readIndex(landing: Landing): Promise<Map<string, InvoiceEntry & { indexMonth: string }>> {
  const months = await mapBounded(await indexMonths(landing), AT_ONCE, async (indexMonth) =>
    (await readIndexMonth(landing, indexMonth)).map((entry) => [entry.invoiceId, { ...entry, indexMonth }] as const),
  );
  // An invoice that is being moved stands in two: the one with a date is right.
  return new Map(months.reverse().flat());
}

/**
 * Keeps what Partner Center says of its invoices now: of each one that is new or says something else than the index knows. What has landed of an invoice that is new to the
 * index comes with it, so that an index that was lost, or never was, is whole after one pass.
 */
export async function keepInvoices(landing: Landing, invoices: readonly Invoice[]): Promise<void> {
  const index = await readIndex(landing);
  const changed = invoices.filter((invoice) => {
    const known = index.get(invoice.id);
    return !known || !isDeepStrictEqual(pick(known), wordsOf(factsOf(invoice))) || known.indexMonth === UNDATED;
  });
  const byMonth = new Map<string, string[]>();
  await mapBounded(changed, AT_ONCE, async (invoice) => {
    const { facts } = await keepInvoiceFacts(landing, invoice);
    const month = indexMonthOf(facts);
    byMonth.set(month, [...(byMonth.get(month) ?? []), invoice.id]);
  });
  for (const [month, ids] of byMonth) {
    await refreshInvoices(landing, month, ids);
    for (const id of ids) {
      const before = index.get(id)?.indexMonth;
      if (before !== undefined && before !== month) await dropFromIndex(landing, before, id);
    }
  }
}

function pick({ invoiceDate, month, currency, documentType, totalCharges }: InvoiceEntry) {
  return { invoiceDate, month, currency, documentType, totalCharges };
}
