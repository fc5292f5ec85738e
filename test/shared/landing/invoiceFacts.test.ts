import { expect, test } from '@jest/globals';
import { dayOf, keepInvoiceFacts, monthOfInvoice, readInvoiceFacts } from '../../../shared/landing/invoiceFacts.ts';
import { jsonDocuments } from '../../support/jsonDocuments.ts';

const PATH = 'p/analysis/invoices/invoice=G1/_invoice.json';
const INVOICE = {
  id: 'G1',
  invoiceDate: '2026-11-08T07:13:00Z',
  billingPeriodStartDate: '2026-10-01T00:00:00Z',
  totalCharges: '1234.50',
  currencyCode: 'EUR',
  documentType: 'invoice',
};

test('what the list says is kept, written when it changes and only then', async () => {
  const landing = jsonDocuments({}, 'p/');
  expect(await readInvoiceFacts(landing, 'G1')).toBeUndefined();
  expect(await keepInvoiceFacts(landing, INVOICE)).toMatchObject({ before: undefined, changed: true });
  const etag = landing.stored.get(PATH)?.etag;
  expect(await keepInvoiceFacts(landing, INVOICE)).toMatchObject({ changed: false });
  expect(landing.stored.get(PATH)?.etag).toBe(etag);
  expect(await keepInvoiceFacts(landing, { ...INVOICE, totalCharges: '1234.60' })).toMatchObject({
    before: { totalCharges: '1234.50' },
    facts: { totalCharges: '1234.60', billingPeriodEndDate: null },
    changed: true,
  });
  expect(await readInvoiceFacts(landing, 'G1')).toMatchObject({ invoiceId: 'G1', totalCharges: '1234.60' });
});

test('what a later version of the program keeps beside it stays', async () => {
  const landing = jsonDocuments({ [PATH]: { schemaVersion: 1, invoiceId: 'G1', seen: 'later' } }, 'p/');
  await keepInvoiceFacts(landing, INVOICE);
  expect(landing.stored.get(PATH)?.value).toMatchObject({ totalCharges: '1234.50' });
});

test.each([
  ['2026-11-08T23:59:59Z', '2026-11-08'],
  ['2026-11-08', '2026-11-08'],
  ['2026-11-08T23:30:00-02:00', '2026-11-09'],
  ['8 November', undefined],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
])('the day of %s is %s', (text, day) => {
  expect(dayOf(text)).toBe(day);
  expect(monthOfInvoice({ invoiceDate: text ?? null })).toBe(day?.slice(0, 7));
});
