import { describe, expect, test } from '@jest/globals';
import type { ExportSubject } from '../../../../shared/export/request.ts';
import { analysisBed } from '../../../support/analysisBed.ts';

const SUBJECT: ExportSubject = { kind: 'billedUsage', invoiceId: 'G000000001', attributeSet: 'full' };
const tables = false;
const FIRST = '2026-11-08T05:30:00Z';
const SECOND = '2026-11-09T05:30:00Z';

/** A usage line: customer, product, amount, currency. */
function line(customer: string, product: string, amount: string, currency = 'EUR'): string {
  return `{"CustomerId":"${customer}","CustomerName":"Name of ${customer}","ProductId":"${product}","BillingCurrency":"${currency}","BillingPreTaxTotal":${amount}}\n`;
}

const file = (...lines: string[]) => ({ 'f.json': lines.join('') });

describe('what changed', () => {
  test('is told exactly, by customer, greatest difference first', async () => {
    const bed = analysisBed({ tables });
    const before = file(
      line('a', 'p1', '100.01'),
      line('A', 'p2', '1'),
      line('b', 'p1', '5'),
      line('c', 'p1', '0.00000000000000000001'),
      line('d', 'p1', '7'),
      line('d', 'p1', '7', 'USD'),
    );
    const after = file(
      line('a', 'p1', '90.01'),
      line('a', 'p2', '1'),
      line('c', 'p1', '0.00000000000000000003'),
      line('d', 'p1', '7'),
      line('d', 'p1', '3000.5', 'USD'),
      line('e', 'p9', '-9.5'),
    );
    const from = await bed.land(SUBJECT, { createdDateTime: FIRST, files: before });
    await bed.analyse(SUBJECT, { runId: 'one' });
    const to = await bed.land(SUBJECT, { createdDateTime: SECOND, files: after });
    await bed.analyse(SUBJECT, { runId: 'two' });

    const { changes } = await bed.figures(SUBJECT, to);
    const row = (customerId: string, currency: string, was: string, is: string, difference: string) => ({
      customerId,
      customerName: `Name of ${customerId}`,
      currency,
      before: was,
      after: is,
      difference,
    });
    expect(await bed.changes(changes ?? '')).toEqual({
      schemaVersion: 1,
      from,
      to,
      sums: [
        {
          column: 'BillingPreTaxTotal',
          currency: 'EUR',
          before: '113.01000000000000000001',
          after: '88.51000000000000000003',
          difference: '-24.49999999999999999998',
        },
        { column: 'BillingPreTaxTotal', currency: 'USD', before: '7.00', after: '3000.50', difference: '2993.50' },
      ],
      lines: { before: 6, after: 6 },
      groups: { added: 1, removed: 1, changed: 3 },
      customers: [
        row('d', 'USD', '7.00', '3000.50', '2993.50'),
        row('a', 'EUR', '101.01', '91.01', '-10.00'),
        row('e', 'EUR', '0.00', '-9.50', '-9.50'),
        row('b', 'EUR', '5.00', '0.00', '-5.00'),
        row('c', 'EUR', '0.00000000000000000001', '0.00000000000000000003', '0.00000000000000000002'),
      ],
    });
  });

  test('is found without figures of the version before: it is analysed for them first', async () => {
    const bed = analysisBed({ tables });
    const from = await bed.land(SUBJECT, { createdDateTime: FIRST, files: file(line('a', 'p', '1')) });
    const to = await bed.land(SUBJECT, { createdDateTime: SECOND, files: file(line('a', 'p', '2')) });
    await bed.analyse(SUBJECT);
    expect((await bed.figures(SUBJECT, from)).sums).toMatchObject([{ sum: '1.00' }]);
    const { changes } = await bed.figures(SUBJECT, to);
    expect(await bed.changes(changes ?? '')).toMatchObject({ from, to, customers: [{ difference: '1.00' }] });
    // Nobody waits for word of figures that were made for a comparison.
    expect(
      bed.metadata.get(`p/analysis/billed-usage/invoice=G000000001/attributes=full/version=${from}/_figures.json`),
    ).toEqual({
      event: 'off',
    });
  });

  test('is not told of a version whose predecessor is gone', async () => {
    const bed = analysisBed({ tables });
    const from = await bed.land(SUBJECT, { createdDateTime: FIRST, files: file(line('a', 'p', '1')) });
    await bed.analyse(SUBJECT, { runId: 'one' });
    for (const path of bed.blobs.blobs.keys()) if (path.includes(from)) bed.blobs.blobs.delete(path);
    const to = await bed.land(SUBJECT, { createdDateTime: SECOND, files: file(line('a', 'p', '2')) });
    await bed.analyse(SUBJECT, { runId: 'two' });
    expect(await bed.figures(SUBJECT, to)).toMatchObject({ state: 'done', changes: null });
  });

  test('of a version that arrives late is not what `_latest.json` shows', async () => {
    const bed = analysisBed({ tables });
    const late = await bed.land(SUBJECT, { createdDateTime: SECOND, files: file(line('a', 'p', '2')) });
    await bed.analyse(SUBJECT, { runId: 'one' });
    await bed.land(SUBJECT, { createdDateTime: FIRST, files: file(line('a', 'p', '1')) });
    const end = await bed.analyse(SUBJECT, { runId: 'two' });
    expect(end.ended).toEqual({ version: late, state: 'done', warnings: [], untouched: true });
    expect((await bed.figures(SUBJECT, late)).changes).toBeNull();
  });
});
