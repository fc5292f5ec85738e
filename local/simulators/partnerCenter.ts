import type { Catalog, CatalogInvoice } from './catalog.ts';
import { createFaultPlan, type Fault, type FaultPlan } from './faults.ts';
import { type RunningServer, type ServerOptions, type SimulatedAnswer, startHttpsServer } from './httpsServer.ts';
import { jsonText, rawNumber } from './jsonText.ts';
import { AUDIENCES, type TokenIssuer } from './tokens.ts';

/** Spellings of enumerated values that its pages show for one and the same field. */
export type Spelling = 'pascal' | 'snake' | 'upper';

export interface PartnerCenterOptions extends ServerOptions {
  catalog: Catalog;
  tokens: TokenIssuer;
  spelling?: Spelling;
  /** The most that one page holds, whatever `size` asks for. */
  maxPageSize?: number;
  /** True: the app is not registered in Partner Center, so everything is 403. */
  unregistered?: boolean;
  faults?: readonly Fault<'invoices'>[];
}

export interface PartnerCenterSimulator extends RunningServer {
  /** `PARTNER_CENTER_BASE_URL` */
  baseUrl: string;
  faults: FaultPlan<'invoices'>;
}

const DEFAULT_PAGE_SIZE = 100;

/** Partner Center's invoice list: learn.microsoft.com/partner-center/developer/get-a-collection-of-invoices. */
export async function startPartnerCenterSimulator(options: PartnerCenterOptions): Promise<PartnerCenterSimulator> {
  const { catalog, tokens, spelling = 'pascal', maxPageSize = DEFAULT_PAGE_SIZE } = options;
  const faults = createFaultPlan(options.faults);

  const server = await startHttpsServer(options, async ({ method, url, headers }) => {
    const [, id] = /^\/v1\/invoices(?:\/([^/]+))?$/.exec(url.pathname) ?? [undefined, ''];
    if (method !== 'GET' || id === '') {
      return refuse(404, 'There is only GET /v1/invoices and /v1/invoices/{id}.');
    }
    const fault = await faults.next('invoices', ({ code, message }) => ({
      code,
      description: message,
      data: [],
      source: 'PartnerFD',
    }));
    if (fault) {
      return fault;
    }
    const token = tokens.check(headers.authorization, AUDIENCES.partnerCenter);
    if (!token.ok) {
      return refuse(401, token.why);
    }
    if (options.unregistered) {
      return refuse(403, 'The application is not registered for this partner.');
    }
    if (id !== undefined) {
      const invoice = catalog.find(id);
      return invoice ? json(invoiceBody(invoice, spelling)) : refuse(404, `There is no invoice ${id}.`);
    }
    const size = integer(url.searchParams.get('size') ?? String(maxPageSize));
    const offset = integer(url.searchParams.get('offset') ?? '0');
    if (size === undefined || offset === undefined || size === 0) {
      return refuse(400, 'size and offset must be whole numbers, size at least 1.');
    }
    return json(page(catalog.invoices(), Math.min(size, maxPageSize), offset, spelling));
  });
  return { ...server, baseUrl: `${server.origin}/v1`, faults };
}

/** With amounts as texts of numbers, every digit of which is the service's own. */
function json(body: object): SimulatedAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: jsonText(body) };
}

function page(all: readonly CatalogInvoice[], size: number, offset: number, spelling: Spelling) {
  const link = (at: number) => ({ uri: `/invoices?size=${size}&offset=${at}`, method: 'GET', headers: [] });
  const hasMore = offset + size < all.length;
  return {
    totalCount: all.length,
    items: all.slice(offset, offset + size).map((invoice) => invoiceBody(invoice, spelling)),
    links: { self: link(offset), ...(hasMore ? { next: link(offset + size) } : {}) },
    attributes: { objectType: 'Collection' },
  };
}

const WORDS: Record<string, Record<Spelling, string>> = {
  oneTime: { pascal: 'OneTime', snake: 'one_time', upper: 'ONETIME' },
  recurring: { pascal: 'Recurring', snake: 'recurring', upper: 'RECURRING' },
  invoice: { pascal: 'Invoice', snake: 'invoice', upper: 'INVOICE' },
  creditNote: { pascal: 'AdjustmentNote', snake: 'adjustment_note', upper: 'ADJUSTMENTNOTE' },
};

function invoiceBody(invoice: CatalogInvoice, spelling: Spelling) {
  const isNew = invoice.commerce === 'new';
  const periodStart = new Date(`${invoice.billingMonth}-01T00:00:00Z`);
  const periodEnd = new Date(Date.UTC(periodStart.getUTCFullYear(), periodStart.getUTCMonth() + 1, 1) - 1000);
  const detail = (invoiceLineItemType: string) => ({
    invoiceLineItemType,
    billingProvider: isNew ? 'one_time' : 'azure',
    links: { self: { uri: `/invoices/${invoice.id}/lineitems`, method: 'GET', headers: [] } },
  });
  return {
    id: invoice.id,
    invoiceDate: seconds(invoice.publishedAt),
    billingPeriodStartDate: seconds(periodStart),
    billingPeriodEndDate: seconds(periodEnd),
    totalCharges: rawNumber(String(invoice.totalCharges)),
    paidAmount: 0,
    currencyCode: invoice.currencyCode,
    currencySymbol: invoice.currencyCode === 'EUR' ? '€' : '$',
    invoiceDetails: [detail('billing_line_items'), ...(invoice.hasUsage ? [detail('usage_line_items')] : [])],
    documentType: WORDS[invoice.documentType]?.[spelling],
    invoiceType: WORDS[isNew ? 'oneTime' : 'recurring']?.[spelling],
    state: 'active',
    ...(invoice.amends ? { amendsOf: invoice.amends } : {}),
    links: { self: { uri: `/invoices/${invoice.id}`, method: 'GET', headers: [] } },
    attributes: { objectType: 'Invoice' },
  };
}

function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function integer(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function refuse(status: number, description: string): SimulatedAnswer {
  return { status, body: { code: status, description, data: [], source: 'PartnerFD' } };
}
