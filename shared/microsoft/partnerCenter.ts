import { z } from 'zod';
import { failed, rejected, type Step, stopOf } from '../export/stop.ts';
import { type ServiceClient, serviceMessage } from '../wire/serviceClient.ts';

/** A document of the partner's billing: an invoice, or a credit or void note, whichever type it has. */
export interface Invoice {
  id: string;
  /** ISO 8601 as the service wrote it; undefined when it did not say. So are all others. */
  invoiceDate: string | undefined;
  billingPeriodStartDate?: string | undefined;
  billingPeriodEndDate?: string | undefined;
  /** The text of the JSON number; nobody says whether tax is inside. */
  totalCharges?: string | undefined;
  /** ISO 4217 */
  currencyCode?: string | undefined;
  /** `invoice`, `creditNote` or `voidNote`, whichever way the service spells them; else its own word. */
  documentType?: string | undefined;
  /** The document that a note changes. */
  amendsOf?: string | undefined;
}

export interface InvoiceList {
  invoices: Invoice[];
  /** How many rows name no invoice: they stop nothing, and somebody should look at them. */
  unreadable?: number;
  /** More was announced, but a page brought nothing that was not known. */
  cutShort?: true;
}

/**
 * The invoices of Partner Center (`GET /v1/invoices`): another API than the exports, with a token audience of its own.
 */
export interface PartnerCenter {
  /** Every document, of all pages. `rejected` with `InvoicesForbidden` when the identity may not list them. */
  invoices(signal?: AbortSignal): Promise<Step<InvoiceList>>;
  /** Whether one page of one could be listed. */
  probe(signal?: AbortSignal): Promise<Step<object>>;
}

const word = z.string().optional().catch(undefined);

/** What discovery can do without must not end it, however it is written. */
const rowSchema = z.looseObject({
  id: z.string().min(1),
  invoiceDate: word,
  billingPeriodStartDate: word,
  billingPeriodEndDate: word,
  totalCharges: word,
  currencyCode: word,
  documentType: word,
  amendsOf: word,
});

const pageSchema = z
  .looseObject({
    totalCount: z.number().int().nonnegative().nullish(),
    items: z.array(z.unknown()).nullish(),
    links: z.looseObject({ next: z.unknown().optional() }).nullish(),
  })
  // Taken for an empty list, a document of another shape would end discovery for good, and every check would say that
  // it is well.
  .refine(({ items, totalCount }) => items || totalCount === 0, 'holds no list of invoices');

const PAGE_SIZE = 200;
const MAX_PAGES = 500;

export function createPartnerCenter(client: ServiceClient): PartnerCenter {
  async function page(
    size: number,
    offset: number,
    signal?: AbortSignal,
  ): Promise<Step<{ page: z.infer<typeof pageSchema> }>> {
    const sent = await client
      .send({ method: 'GET', path: `invoices?size=${size}&offset=${offset}`, numbersAsText: ['totalCharges'] }, signal)
      .catch((error) => {
        // An identity that gets no token is a fault to be told about, not a crash.
        const stop = stopOf(error);
        if (stop) return stop;
        throw error;
      });
    if (sent.stop) return sent;
    const { status, body, clientRequestId } = sent.answer;
    const words = serviceMessage(body);
    const message = `Partner Center answered ${status} to the list of invoices${words === '' ? '' : `: ${words}`} (client-request-id ${clientRequestId})`;
    if (status === 401 || status === 403) return rejected('InvoicesForbidden', message);
    const parsed = pageSchema.safeParse(body);
    if (status !== 200) return failed('PartnerCenterUnavailable', message);
    if (parsed.success) return { page: parsed.data };
    const [fault] = parsed.error.issues;
    return failed(
      'PartnerCenterUnavailable',
      `${message}; it cannot be read: ${fault?.path.join('.')} ${fault?.message}`,
    );
  }

  return {
    /**
     * Pages are asked for by our own offsets, because a `next` link could lead anywhere; it is only taken for the word
     * that there is more. Pages may be shorter than asked for.
     */
    async invoices(signal) {
      const found = new Map<string, Invoice>();
      const unreadable = new Set<string>();
      for (let offset = 0, pages = 0; pages < MAX_PAGES; pages++) {
        const read = await page(PAGE_SIZE, offset, signal);
        if (read.stop) return read;
        const { items, totalCount, links } = read.page;
        const known = found.size + unreadable.size;
        for (const item of items ?? []) {
          const row = rowSchema.safeParse(item);
          if (row.success) found.set(row.data.id, invoiceOf(row.data));
          else unreadable.add(JSON.stringify(item));
        }
        offset += items?.length ?? 0;
        const more = Boolean(links?.next) || offset < (totalCount ?? 0);
        if (!items?.length || !more) return listOf(found, unreadable.size);
        // A list that ignores offsets would be asked for without end.
        if (found.size + unreadable.size === known) {
          const list = listOf(found, unreadable.size);
          return list.stop ? list : { ...list, cutShort: true };
        }
      }
      return failed('PartnerCenterUnavailable', `Partner Center listed more than ${MAX_PAGES} pages of invoices.`);
    },

    async probe(signal) {
      const read = await page(1, 0, signal);
      return read.stop ? read : {};
    },
  };
}

/**
 * Rows of which not one names an invoice are a document of another shape: taken for an empty list, it would end
 * discovery for good.
 */
function listOf(found: ReadonlyMap<string, Invoice>, unreadable: number): Step<InvoiceList> {
  if (unreadable > 0 && found.size === 0) {
    return failed('PartnerCenterUnavailable', `Partner Center listed ${unreadable} rows, of which none has an id.`);
  }
  return { invoices: [...found.values()], ...(unreadable > 0 ? { unreadable } : {}) };
}

function invoiceOf(item: z.infer<typeof rowSchema>): Invoice {
  const { id, invoiceDate, billingPeriodStartDate, billingPeriodEndDate, totalCharges, currencyCode, amendsOf } = item;
  return {
    id,
    invoiceDate,
    billingPeriodStartDate,
    billingPeriodEndDate,
    totalCharges,
    currencyCode,
    documentType: documentTypeOf(item.documentType),
    amendsOf,
  };
}

/**
 * The pages of the documentation spell it `Invoice`, `AdjustmentNote`, `adjustment_note`, `CreditNote`, `VoidNote`, …
 */
function documentTypeOf(word: string | undefined): string | undefined {
  const letters = word?.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (!letters) return undefined;
  if (letters === 'invoice') return 'invoice';
  if (letters.includes('void')) return 'voidNote';
  return letters.includes('adjustment') || letters.includes('credit') ? 'creditNote' : word;
}
