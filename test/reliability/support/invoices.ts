import { type Catalog, type CatalogInvoice, catalogOf } from '../../../local/simulators/catalog.ts';

const TENANT = '00000000-0000-4000-8000-0000000000ff';
const PUBLISHED_AT = new Date('2026-01-08T07:13:00Z');

/** The number of the n-th invoice, from 1. */
export function invoiceId(n: number): string {
  return `G${String(n).padStart(9, '0')}`;
}

/** A partner with this many new-commerce invoices: one for each run that shall know nothing of the others. */
export function manyInvoices(count: number): Catalog {
  const invoices = Array.from(
    { length: count },
    (_, index): CatalogInvoice => ({
      id: invoiceId(index + 1),
      documentType: 'invoice',
      commerce: 'new',
      billingMonth: '2025-12',
      publishedAt: PUBLISHED_AT,
      currencyCode: 'EUR',
      totalCharges: 1,
      hasUsage: true,
    }),
  );
  return catalogOf(TENANT, ['EUR'], () => invoices);
}
