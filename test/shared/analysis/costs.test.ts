import { describe, expect, test } from '@jest/globals';
import { costsOf } from '../../../shared/analysis/costs.ts';
import type { ExportSubject } from '../../../shared/export/request.ts';
import { invoiceIndexPath } from '../../../shared/landing/layout.ts';
import { type AnalysisBed, analysisBed } from '../../support/analysisBed.ts';

const MONTH = '2026-10';
const FULL = { attributeSet: 'full' } as const;
const usageOf = (invoiceId: string): ExportSubject => ({ kind: 'billedUsage', invoiceId, ...FULL });
const reconciliationOf = (invoiceId: string): ExportSubject => ({ kind: 'billedReconciliation', invoiceId, ...FULL });
const open = (kind: 'unbilledUsage' | 'unbilledReconciliation'): ExportSubject => ({
  kind,
  currencyCode: 'EUR',
  month: MONTH,
  ...FULL,
});

const line = (customer: string, rest: string) =>
  `{"CustomerId":"${customer}","CustomerName":"Name of ${customer}",${rest}}\n`;
const usage = (customer: string, amount: string, currency = 'EUR') =>
  line(customer, `"BillingCurrency":"${currency}","BillingPreTaxTotal":${amount}`);
const licence = (customer: string, subtotal: string) =>
  line(customer, `"Currency":"EUR","Subtotal":${subtotal},"TaxTotal":7,"SubscriptionStartDate":"2026-10-01T00:00:00Z"`);
const consumption = (customer: string, subtotal: string) =>
  line(customer, `"Currency":"EUR","Subtotal":${subtotal},"TaxTotal":7,"MeterDescription":"m"`);

async function analysed(bed: AnalysisBed, subject: ExportSubject, ...lines: string[]): Promise<void> {
  await bed.land(subject, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'f.json': lines.join('') } });
  await bed.analyse(subject);
}

async function indexed(bed: AnalysisBed, indexMonth: string, ...invoices: [string, string, string][]): Promise<void> {
  const entry = ([invoiceId, month, documentType]: [string, string, string]) => ({
    invoiceId,
    invoiceDate: `${indexMonth}-08T00:00:00Z`,
    month,
    currency: 'EUR',
    documentType,
    totalCharges: null,
    kinds: {},
    proof: null,
  });
  const document = { schemaVersion: 1, invoices: Object.fromEntries(invoices.map((one) => [one[0], entry(one)])) };
  await bed.blobs.put(invoiceIndexPath('p/', indexMonth), Buffer.from(JSON.stringify(document)), { always: true });
}

const costs = async (bed: AnalysisBed) =>
  Object.fromEntries(
    (await costsOf(bed.services, MONTH, 'EUR')).map(({ customerId, sum }) => [customerId, sum] as const),
  );

describe('the cost of a month', () => {
  test('is what reconciliation says before tax, once it has landed, and of other months nothing', async () => {
    const bed = analysisBed({ tables: false });
    await indexed(bed, '2026-11', ['G1', MONTH, 'Invoice'], ['G2', '2026-11', 'Invoice'], ['G3', MONTH, 'Invoice']);
    await analysed(bed, reconciliationOf('G1'), licence('a', '10.5'), licence('B', '1'), consumption('b', '2'));
    await analysed(bed, usageOf('G1'), usage('a', '9'));
    await analysed(bed, reconciliationOf('G2'), licence('a', '1000'));
    await analysed(bed, usageOf('G3'), usage('c', '0.00000000000000000001'), usage('c', '5', 'USD'));
    await analysed(bed, open('unbilledUsage'), usage('a', '1000'));
    expect(await costsOf(bed.services, MONTH, 'EUR')).toEqual([
      { customerId: 'a', customerName: 'Name of a', sum: '10.50' },
      { customerId: 'B', customerName: 'Name of B', sum: '3.00' },
      { customerId: 'c', customerName: 'Name of c', sum: '0.00000000000000000001' },
    ]);
  });

  test('comes from billed usage and unbilled licences, while only usage has landed', async () => {
    const bed = analysisBed({ tables: false });
    await indexed(bed, '2026-11', ['G1', MONTH, 'Invoice']);
    await analysed(bed, usageOf('G1'), usage('a', '9'));
    await analysed(bed, open('unbilledUsage'), usage('a', '1000'));
    await analysed(bed, open('unbilledReconciliation'), consumption('a', '8'), licence('a', '5'));
    expect(await costs(bed)).toEqual({ a: '14.00' });
  });

  test('comes from the open month, while there is no invoice', async () => {
    const bed = analysisBed({ tables: false });
    await analysed(bed, open('unbilledReconciliation'), consumption('a', '8'), licence('a', '5'));
    expect(await costs(bed)).toEqual({ a: '13.00' });
    await analysed(bed, open('unbilledUsage'), usage('a', '7'));
    expect(await costs(bed)).toEqual({ a: '12.00' });
  });

  test('has credit notes in it, which do not make it billed', async () => {
    const bed = analysisBed({ tables: false });
    await indexed(bed, '2026-12', ['G9', MONTH, 'CreditNote']);
    await analysed(bed, reconciliationOf('G9'), licence('a', '-1'));
    await analysed(bed, open('unbilledUsage'), usage('a', '7'));
    expect(await costs(bed)).toEqual({ a: '6.00' });
  });

  test('is empty where nothing is known', async () => {
    expect(await costs(analysisBed())).toEqual({});
  });
});
