import { z } from 'zod';
import { dateOf, parseTimestamp } from '../export/timestamp.ts';
import type { Invoice } from '../microsoft/partnerCenter.ts';
import type { Landing } from './landing.ts';
import { invoiceFactsPath } from './layout.ts';
import { updateJson } from './updateJson.ts';

const said = z.string().nullable();

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
});

/** `_invoice.json`: what Partner Center last said of an invoice, for whoever needs it without asking there. Discovery keeps it. */
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

function factsOf(invoice: Invoice): InvoiceFacts {
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
  const names = Object.keys(factsSchema.shape) as (keyof typeof factsSchema.shape)[];
  return names.every((name) => a[name] === b[name]);
}

function parsed(value: unknown): InvoiceFacts | undefined {
  const read = factsSchema.safeParse(value);
  return read.success ? read.data : undefined;
}
