import { type Clock, systemClock } from '../../shared/clock.ts';
import { decimalText } from './data/decimal.ts';
import { ledgerOf } from './data/ledger.ts';
import { type Story, storyOf, usageBuildOf } from './data/stories.ts';

export type DocumentType = 'invoice' | 'creditNote';

/** One document that Partner Center lists; Graph exports those whose id begins with G. */
export interface CatalogInvoice {
  id: string;
  documentType: DocumentType;
  /** Classic invoices (D…) are listed, but not exported. */
  commerce: 'new' | 'classic';
  /** `YYYY-MM` */
  billingMonth: string;
  /** When the document, and with it its data, was published. */
  publishedAt: Date;
  currencyCode: string;
  /** A number, or the text of one whose digits matter. */
  totalCharges: number | string;
  /** False for a document of licences only: its usage export fails with 5000. */
  hasUsage: boolean;
  amends?: string;
  /** Plain when it is not said. */
  story?: Story;
  /** The usage of it that there is by now; built with the document when it is not said. */
  usageBuild?: { builtAt: Date; isFirstOfTwo: boolean };
}

/** The one place that says which invoices exist; Partner Center and Graph both read it. */
export interface Catalog {
  tenantId: string;
  /** Currencies in which this partner is billed. */
  currencies: readonly string[];
  /** What is published by now, newest first. */
  invoices(): CatalogInvoice[];
  find(id: string): CatalogInvoice | undefined;
}

export interface CatalogOptions {
  clock?: Clock;
  tenantId?: string;
  currencies?: readonly string[];
  /** The month that the first invoice bills. */
  firstMonth?: string;
}

const TENANT_ID = '00000000-0000-4000-8000-0000000000ff';
const FIRST_MONTH = '2024-01';
/** New-commerce invoices appear by the 8th of the next month; the minute is that of a real one. */
const PUBLISHED_DAY = 8;
const CREDIT_NOTE_EVERY_MONTHS = 6;

/**
 * One partner's history: each month one new-commerce invoice a currency, a classic one beside it, and twice a year a
 * credit note. Ids count months, so that they never change as time goes by: G000000001 is always the first. What each
 * of them is like: data/stories.ts.
 */
export function createCatalog(options: CatalogOptions = {}): Catalog {
  const { clock = systemClock, tenantId = TENANT_ID, currencies = ['EUR', 'USD'], firstMonth = FIRST_MONTH } = options;
  return catalogOf(tenantId, currencies, () => {
    const now = clock.now();
    const documents: CatalogInvoice[] = [];
    for (let month = 0; ; month += 1) {
      const ofMonth = documentsOf({ tenantId, firstMonth, currencies }, month, now).filter(
        ({ publishedAt }) => publishedAt <= now,
      );
      if (ofMonth.length === 0) {
        return documents.reverse();
      }
      documents.push(...ofMonth);
    }
  });
}

/** A catalogue of any documents, for tests that need odd ones. */
export function catalogOf(tenantId: string, currencies: readonly string[], invoices: () => CatalogInvoice[]): Catalog {
  return { tenantId, currencies, invoices, find: (id) => invoices().find((invoice) => invoice.id === id) };
}

function documentsOf(
  { tenantId, firstMonth, currencies }: { tenantId: string; firstMonth: string; currencies: readonly string[] },
  month: number,
  now: Date,
): CatalogInvoice[] {
  const first = new Date(`${firstMonth}-01T00:00:00Z`);
  const billed = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1));
  const publishedAt = new Date(Date.UTC(billed.getUTCFullYear(), billed.getUTCMonth() + 1, PUBLISHED_DAY, 7, 13));
  const common = { billingMonth: billed.toISOString().slice(0, 7), publishedAt };
  const numbered = (letter: string, series: number) =>
    `${letter}${String(series * 100_000 + month + 1).padStart(9, '0')}`;

  const newCommerce = (id: string, currencyCode: string, story: Story) => ({
    ...common,
    id,
    documentType: 'invoice' as const,
    commerce: 'new' as const,
    currencyCode,
    totalCharges: decimalText(ledgerOf({ tenantId, invoiceId: id, currencyCode, story }).totalCharges),
    hasUsage: story !== 'licencesOnly' && story !== 'creditNote',
    story,
    usageBuild: usageBuildOf(story, publishedAt, now),
  });
  const invoices = currencies.map((currencyCode, series) =>
    newCommerce(numbered('G', series), currencyCode, storyOf(series, common.billingMonth)),
  );
  const [home] = invoices;
  if (home === undefined) {
    return [];
  }
  const classic: CatalogInvoice = {
    ...home,
    id: numbered('D', 0),
    commerce: 'classic',
    totalCharges: '120.50',
  };
  const creditNote: CatalogInvoice = {
    ...newCommerce(numbered('G', 9), home.currencyCode, 'creditNote'),
    documentType: 'creditNote',
    amends: home.id,
  };
  return [
    classic,
    ...(month % CREDIT_NOTE_EVERY_MONTHS === CREDIT_NOTE_EVERY_MONTHS - 1 ? [creditNote] : []),
    ...invoices,
  ];
}
