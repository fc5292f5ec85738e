import { expect, test } from '@jest/globals';
import type { ExportSubject } from '../../../../shared/export/request.ts';
import { analysisBed } from '../../../support/analysisBed.ts';

const SUBJECT: ExportSubject = { kind: 'billedAggregatedUsage', invoiceId: 'G000000001' };
const LINES = '{"CustomerId":"c","BillingPreTaxTotal":1.5}\n{"CustomerId":"d"}\n\n';

test('lines whose attributes nobody knows are counted, without sums, groups, drift or a table', async () => {
  const bed = analysisBed({ tables: true });
  const version = await bed.land(SUBJECT, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'a.json': LINES } });
  expect(await bed.analyse(SUBJECT)).toMatchObject({ ended: { state: 'done', warnings: [] } });
  const figures = await bed.figures(SUBJECT, version);
  expect(figures).toMatchObject({
    export: { kind: 'billedAggregatedUsage', invoiceId: 'G000000001' },
    rows: 2,
    unreadable: 0,
    sums: [],
    drift: [],
    state: 'done',
    table: null,
    warnings: [],
  });
  expect(figures.columns).toEqual([
    { name: 'CustomerId', present: 2, absent: 0, types: {} },
    { name: 'BillingPreTaxTotal', present: 1, absent: 1, types: {} },
  ]);
  const paths = [...bed.blobs.blobs.keys()];
  expect(paths.filter((path) => path.startsWith('p/tables/'))).toEqual([]);
  expect(paths).toContain(`p/analysis/billed-aggregated-usage/invoice=G000000001/version=${version}/_figures.json`);

  // Nothing is left to do.
  const before = bed.lines.length;
  expect(await bed.analyse(SUBJECT)).toMatchObject({ ended: { state: 'done', warnings: [] } });
  expect(bed.lines.length).toBeLessThanOrEqual(before + 1);
});
