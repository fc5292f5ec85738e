import { z } from 'zod';
import type { BilledKind } from '../export/kinds.ts';
import { dateOf, parseTimestamp } from '../export/timestamp.ts';
import type { Invoice } from '../microsoft/partnerCenter.ts';
import type { Landing } from './landing.ts';
import { invoiceFactsPath } from './layout.ts';
import { updateJson } from './updateJson.ts';

const said = z.string().nullable();

/** How the last run of one kind of the invoice stands, as far as it could be written down. */
const runNote = z.looseObject({
  /** An `ExportStatus`, or one that a later version knows. */
  status: z.string(),
  at: z.string(),
  exportId: z.string(),
  runId: z.string(),
});
export type RunNote = z.infer<typeof runNote>;

const factsSchema = z.looseObject({
  schemaVersion: z.literal(1),
  invoiceId: z.string(),
  /** As the service wrote them (ISO 8601); null: it did not say. */
  invoiceDate: said,
  billingPeriodStartDate: said,
  billingPeriodEndDate: said,
  currencyCode: said,
  /** `invoice`, `creditNote`, `voidNote`, or the service's own word. */
  documentType: said,
  /** The text of the JSON number. */
  totalCharges: said,
  amendsOf: said,
  /** By the kind of export. */
  runs: z.record(z.string(), runNote).optional(),
  /** Since when the usage was missing that is no longer asked for, and of which somebody was told. */
  usageGivenUp: z.string().optional(),
});

/**
 * `_invoice.json`: what Partner Center last said of an invoice, for whoever needs it without asking there, and how the
 * last run of each kind stands. Discovery keeps the one, runs the other.
 */
export type InvoiceFacts = z.infer<typeof factsSchema>;

/** Undefined while discovery has not listed the invoice. */
export async function readInvoiceFacts(
  landing: Pick<Landing, 'readJson' | 'prefix'>,
  invoiceId: string,
): Promise<InvoiceFacts | undefined> {
  const stored = await landing.readJson(invoiceFactsPath(landing.prefix, invoiceId));
  return parsed(stored?.value);
}

/** Keeps what the list says now. Answers what was known before, and whether anything of it has changed. */
export async function keepInvoiceFacts(
  landing: Pick<Landing, 'readJson' | 'writeJson' | 'prefix'>,
  invoice: Invoice,
): Promise<{ before: InvoiceFacts | undefined; facts: InvoiceFacts; changed: boolean }> {
  const facts = factsOf(invoice);
  let before: InvoiceFacts | undefined;
  const changed = await updateJson(landing, invoiceFactsPath(landing.prefix, invoice.id), (stored) => {
    before = parsed(stored);
    return before && isSame(before, facts) ? undefined : { ...before, ...facts };
  });
  return { before, facts, changed };
}

/** Keeps how a run stands. A run that another one has followed meanwhile changes nothing any more. */
export async function noteRun(
  landing: Pick<Landing, 'readJson' | 'writeJson' | 'prefix'>,
  { invoiceId, kind }: { invoiceId: string; kind: BilledKind },
  note: RunNote,
): Promise<void> {
  await updateJson(landing, invoiceFactsPath(landing.prefix, invoiceId), (stored) => {
    const facts = parsed(stored) ?? factsOf({ id: invoiceId, invoiceDate: undefined });
    const before = facts.runs?.[kind];
    const isBehind = before && before.runId !== note.runId && before.at > note.at;
    return isBehind ? undefined : { ...facts, runs: { ...facts.runs, [kind]: note } };
  });
}

/** Keeps that the usage which has been missing since then is no longer asked for; answers whether that is news. */
export function noteGivenUp(
  landing: Pick<Landing, 'readJson' | 'writeJson' | 'prefix'>,
  invoiceId: string,
  since: string,
): Promise<boolean> {
  return updateJson(landing, invoiceFactsPath(landing.prefix, invoiceId), (stored) => {
    const facts = parsed(stored) ?? factsOf({ id: invoiceId, invoiceDate: undefined });
    return facts.usageGivenUp === since ? undefined : { ...facts, usageGivenUp: since };
  });
}

/** The month (UTC) of the invoice's date, `2026-11`; undefined when it is missing or unreadable. */
export function monthOfInvoice({ invoiceDate }: Pick<InvoiceFacts, 'invoiceDate'>): string | undefined {
  return dayOf(invoiceDate)?.slice(0, 7);
}

/** The UTC day of a date or date-time, `2026-11-08`. */
export function dayOf(text: string | null | undefined): string | undefined {
  if (!text) return undefined;
  const ticks = parseTimestamp(text) ?? parseTimestamp(`${text}T00:00:00`);
  return ticks === undefined ? undefined : dateOf(ticks).toISOString().slice(0, 10);
}

export function factsOf(invoice: Invoice): InvoiceFacts {
  return {
    schemaVersion: 1,
    invoiceId: invoice.id,
    invoiceDate: invoice.invoiceDate ?? null,
    billingPeriodStartDate: invoice.billingPeriodStartDate ?? null,
    billingPeriodEndDate: invoice.billingPeriodEndDate ?? null,
    currencyCode: invoice.currencyCode ?? null,
    documentType: invoice.documentType ?? null,
    totalCharges: invoice.totalCharges ?? null,
    amendsOf: invoice.amendsOf ?? null,
  };
}

function isSame(a: InvoiceFacts, b: InvoiceFacts): boolean {
  const { runs: _runs, usageGivenUp: _given, ...said } = factsSchema.shape;
  const names = Object.keys(said) as (keyof typeof said)[];
  return names.every((name) => a[name] === b[name]);
}

function parsed(value: unknown): InvoiceFacts | undefined {
  const read = factsSchema.safeParse(value);
  return read.success ? read.data : undefined;
}
