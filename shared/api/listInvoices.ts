import { z } from 'zod';
import { type InvoiceEntry, indexMonths, readIndexMonth, UNDATED } from '../analysis/invoiceIndex.ts';
import { faultsOf } from '../export/request.ts';
import { dayOf } from '../landing/invoiceFacts.ts';
import type { Landing } from '../landing/landing.ts';
import { PROOF_STATES } from '../proof/proofDocument.ts';
import { day } from '../schedule/backfillRequest.ts';
import { ApiProblem } from './problem.ts';

/** Invoices that have no proof yet. */
export const NO_PROOF = 'none';
const STATES = [...PROOF_STATES, NO_PROOF] as const;
const SOME_STATES = `expected some of ${STATES.join(', ')}, separated by commas`;

const fieldsSchema = z.strictObject({
  /** Of the invoice's date (UTC), both ends inclusive. */
  from: day.optional(),
  to: day.optional(),
  state: z
    .string()
    .transform((text) => text.split(',').filter((word) => word !== ''))
    .pipe(z.array(z.enum(STATES, SOME_STATES)).min(1, SOME_STATES))
    .optional(),
  top: z
    .string()
    .regex(/^\d{1,4}$/, 'expected a whole number from 1 to 1000')
    .transform(Number)
    .refine((top) => top >= 1 && top <= 1000, 'expected a whole number from 1 to 1000')
    .default(50),
  continuationToken: z.string().transform(readToken).optional(),
});

const querySchema = fieldsSchema.refine(({ from, to }) => !from || !to || from <= to, {
  path: ['to'],
  message: 'expected a date that is not before from',
});

export type InvoiceQuery = z.infer<typeof querySchema>;

/** Where a page ended: the month whose document is read next, and the invoice behind which it goes on there. */
interface Place {
  month: string;
  day: string;
  invoiceId: string;
}

export interface InvoicePage {
  invoices: InvoiceEntry[];
  continuationToken?: string;
}

/** Documents that one answer reads at most: a filter that nothing matches must not read those of all years. */
const MONTHS_A_PAGE = 24;

/** Reads the query of `GET /api/invoices`; the host's own parameters are not ours to judge. */
export function readInvoiceQuery(query: Record<string, string>): InvoiceQuery {
  const { code: _code, clientId: _clientId, ...own } = query;
  const parsed = querySchema.safeParse(own);
  if (parsed.success) return parsed.data;
  throw new ApiProblem(400, 'InvalidRequest', 'The query is not valid; `errors` lists every fault.', {
    errors: faultsOf(parsed.error).map(({ path, message }) => ({ path: path.split('.')[0] ?? path, message })),
  });
}

/** One page, newest first by the invoice's date: one listing and one small document a month, whatever stands in them. */
export async function findInvoices(landing: Landing, query: InvoiceQuery): Promise<InvoicePage> {
  const { from, to, state, top, continuationToken: after } = query;
  const months = (await indexMonths(landing)).filter((month) => isOfRange(month, from, to));
  const left = after ? months.filter((month) => month === after.month || isLater(month, after.month)) : months;
  const invoices: InvoiceEntry[] = [];
  for (const [index, month] of left.entries()) {
    if (index >= MONTHS_A_PAGE) return { invoices, continuationToken: writeToken({ month, day: '', invoiceId: '' }) };
    const ofMonth = (await readIndexMonth(landing, month))
      .filter((entry) => isDayOfRange(entry, from, to))
      .filter(({ proof }) => !state || state.includes(proof?.state ?? NO_PROOF))
      .sort((a, b) => newestFirst(placeOf(a, month), placeOf(b, month)))
      .filter((entry) => !after || month !== after.month || isBehind(placeOf(entry, month), after));
    const room = top - invoices.length;
    invoices.push(...ofMonth.slice(0, room));
    const last = ofMonth[room - 1];
    const hasMore = ofMonth.length > room || (ofMonth.length === room && index < left.length - 1);
    if (last && hasMore) return { invoices, continuationToken: writeToken(placeOf(last, month)) };
    if (invoices.length === top) return { invoices };
  }
  return { invoices };
}

function isOfRange(month: string, from: string | undefined, to: string | undefined): boolean {
  // An invoice without a date is of no range.
  if (month === UNDATED) return from === undefined && to === undefined;
  return (from === undefined || month >= from.slice(0, 7)) && (to === undefined || month <= to.slice(0, 7));
}

function isDayOfRange({ invoiceDate }: InvoiceEntry, from: string | undefined, to: string | undefined): boolean {
  const of = dayOf(invoiceDate);
  return of === undefined || ((from === undefined || of >= from) && (to === undefined || of <= to));
}

/** Further down the list, which ends with the invoices that have no date. */
function isLater(month: string, than: string): boolean {
  if (than === UNDATED) return false;
  return month === UNDATED || month < than;
}

function placeOf({ invoiceId, invoiceDate }: InvoiceEntry, month: string): Place {
  return { month, day: dayOf(invoiceDate) ?? '', invoiceId };
}

function newestFirst(a: Place, b: Place): number {
  if (a.day !== b.day) return a.day < b.day ? 1 : -1;
  return a.invoiceId < b.invoiceId ? -1 : a.invoiceId > b.invoiceId ? 1 : 0;
}

/** A token without an invoice stands before the whole month. */
function isBehind(place: Place, after: Place): boolean {
  return after.invoiceId === '' || newestFirst(after, place) < 0;
}

function writeToken({ month, day: of, invoiceId }: Place): string {
  return Buffer.from(JSON.stringify([month, of, invoiceId])).toString('base64url');
}

const tokenSchema = z.tuple([z.string().max(16), z.string().max(16), z.string().max(64)]);

function readToken(token: string, context: z.RefinementCtx): Place {
  try {
    const [month, of, invoiceId] = tokenSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
    return { month, day: of, invoiceId };
  } catch {
    context.addIssue({ code: 'custom', message: 'expected the token of a nextLink' });
    return z.NEVER;
  }
}
