import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { decimalText, parseDecimal } from '../decimal.ts';
import { BILLED_KINDS, hasTable } from '../export/kinds.ts';
import { invoiceSubject } from '../export/request.ts';
import { dayOf, type InvoiceFacts, monthOfInvoice, readInvoiceFacts } from '../landing/invoiceFacts.ts';
import type { Landing } from '../landing/landing.ts';
import { invoiceIndexPath, proofPath } from '../landing/layout.ts';
import { updateJson } from '../landing/updateJson.ts';
import { mapBounded } from '../mapBounded.ts';
import { PROOF_REASONS, PROOF_STATES, proofSchema } from '../proof/proofDocument.ts';
import { type KindState, kindStateSchema, readKindState } from './kindState.ts';

const said = z.string().nullable();

/** One invoice as lists show it. */
export const invoiceEntrySchema = z.looseObject({
  invoiceId: z.string(),
  /** ISO 8601, as Partner Center wrote it; null: not known yet. So are the others. */
  invoiceDate: said,
  /** The month that is billed, `2026-10`. */
  month: said,
  currency: said,
  documentType: said,
  totalCharges: said,
  kinds: z.record(z.string(), kindStateSchema),
  proof: z
    .looseObject({
      state: z.enum(PROOF_STATES),
      reasons: z.array(z.enum(PROOF_REASONS)),
      difference: said,
      asOf: z.string(),
      usageMissingSince: said,
    })
    .nullable(),
});
export type InvoiceEntry = z.infer<typeof invoiceEntrySchema>;

const indexSchema = z.looseObject({ schemaVersion: z.literal(1), invoices: z.record(z.string(), invoiceEntrySchema) });

/** Invoices of which nobody has said the date. */
export const UNDATED = 'undated';

/** The document of the index that an invoice stands in. */
export function indexMonthOf(facts: Pick<InvoiceFacts, 'invoiceDate'> | undefined): string {
  return (facts && monthOfInvoice(facts)) ?? UNDATED;
}

const ENTRIES_AT_ONCE = 8;

export async function readIndexMonth(landing: Landing, month: string): Promise<InvoiceEntry[]> {
  const stored = await landing.readJson(invoiceIndexPath(landing.prefix, month));
  return Object.values(parsed(stored?.value));
}

/** The months that have a document, newest first; invoices without a date come last. */
export async function indexMonths(landing: Landing): Promise<string[]> {
  const [folder = ''] = invoiceIndexPath(landing.prefix, '').split('.json');
  const months: string[] = [];
  // A new installation has no container until something lands; that is an empty list and no fault.
  await landing.ensureContainer();
  for await (const { path } of landing.blobs(folder)) {
    const name = path.slice(folder.length).replace(/\.json$/, '');
    if (name === UNDATED || /^\d{4}-\d{2}$/.test(name)) months.push(name);
  }
  const rank = (month: string) => (month === UNDATED ? '' : month);
  return months.sort((a, b) => (rank(a) < rank(b) ? 1 : -1));
}

/**
 * Brings the entries of these invoices, which belong to one month, up to what stands in the landing. The document's ETag is read before what the entries are made of, so
 * that an older look never replaces a newer one.
 */
export async function refreshInvoices(landing: Landing, month: string, invoiceIds: readonly string[]): Promise<void> {
  if (invoiceIds.length === 0) return;
  await updateJson(landing, invoiceIndexPath(landing.prefix, month), async (stored) => {
    const before = parsed(stored);
    const entries = await mapBounded([...invoiceIds], ENTRIES_AT_ONCE, (id) => readEntry(landing, id));
    const invoices = { ...before, ...Object.fromEntries(entries.map((entry) => [entry.invoiceId, entry])) };
    return isDeepStrictEqual(before, invoices) ? undefined : { ...others(stored), schemaVersion: 1, invoices };
  });
}

/** One invoice, in the document where it belongs and in no other: its date may become known while another run writes it down. */
export async function refreshInvoice(landing: Landing, invoiceId: string): Promise<void> {
  const month = indexMonthOf(await readInvoiceFacts(landing, invoiceId));
  await refreshInvoices(landing, month, [invoiceId]);
  const now = indexMonthOf(await readInvoiceFacts(landing, invoiceId));
  if (now !== month) await refreshInvoices(landing, now, [invoiceId]);
  if (now !== UNDATED) await dropFromIndex(landing, UNDATED, invoiceId);
}

/** Takes an invoice out of a document in which it no longer belongs. */
export async function dropFromIndex(landing: Landing, month: string, invoiceId: string): Promise<void> {
  await updateJson(landing, invoiceIndexPath(landing.prefix, month), (stored) => {
    const { [invoiceId]: dropped, ...invoices } = parsed(stored);
    return dropped ? { ...others(stored), schemaVersion: 1, invoices } : undefined;
  });
}

/** Everything that is known of one invoice, from its own documents. */
export async function readEntry(landing: Landing, invoiceId: string): Promise<InvoiceEntry> {
  const facts = await readInvoiceFacts(landing, invoiceId);
  const currency = facts?.currencyCode ?? undefined;
  const kinds = BILLED_KINDS.map(async (kind) => {
    const subject = invoiceSubject(kind, invoiceId, 'full');
    return [kind, await readKindState(landing, subject, facts?.runs?.[kind], currency)] as const;
  });
  const stored = await landing.readJson(proofPath(landing.prefix, invoiceId));
  const proof = proofSchema.safeParse(stored?.value);
  return {
    invoiceId,
    ...wordsOf(facts),
    // A kind that is off by default is not missing: it is told of once somebody has asked for it.
    kinds: Object.fromEntries((await Promise.all(kinds)).filter(([kind, state]) => hasTable(kind) || isKnown(state))),
    proof: proof.success ? proofOf(proof.data) : null,
  };
}

function isKnown({ status, lastRun }: KindState): boolean {
  return status !== 'missing' || lastRun !== null;
}

type Words = Pick<
  InvoiceFacts,
  'invoiceDate' | 'billingPeriodStartDate' | 'currencyCode' | 'documentType' | 'totalCharges'
>;

/** What an entry takes over from Partner Center: by it discovery sees whether anything has changed. */
export function wordsOf(facts: Words | undefined) {
  const total = facts?.totalCharges ? parseDecimal(facts.totalCharges) : undefined;
  return {
    invoiceDate: facts?.invoiceDate ?? null,
    month: billedMonth(facts),
    currency: facts?.currencyCode ?? null,
    documentType: facts?.documentType ?? null,
    totalCharges: total ? decimalText(total) : null,
  };
}

/** Of its billing period; of an invoice that does not say, the calendar month before its date. */
function billedMonth(facts: Pick<InvoiceFacts, 'billingPeriodStartDate' | 'invoiceDate'> | undefined): string | null {
  const start = dayOf(facts?.billingPeriodStartDate);
  if (start) return start.slice(0, 7);
  const date = dayOf(facts?.invoiceDate);
  if (!date) return null;
  const [year = 0, month = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7);
}

function proofOf({
  state,
  reasons,
  invoice,
  asOf,
  usageMissingSince,
}: z.infer<typeof proofSchema>): InvoiceEntry['proof'] {
  return { state, reasons, difference: invoice.difference, asOf, usageMissingSince };
}

function parsed(value: unknown): Record<string, InvoiceEntry> {
  const read = indexSchema.safeParse(value);
  return read.success ? read.data.invoices : {};
}

/** What a later version of the program keeps beside the invoices stays. */
function others(value: unknown): object {
  const read = indexSchema.safeParse(value);
  return read.success ? read.data : {};
}
