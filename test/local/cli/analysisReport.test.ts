import { expect, test } from '@jest/globals';
import { changeRows, tableRows } from '../../../local/cli/analysisReport.ts';

const customer = (name: string, difference: string) => ({
  customerId: name,
  customerName: name,
  currency: 'EUR',
  before: '0.00',
  after: difference,
  difference,
});

test('what changed is told in sums, lines and the customers that changed most', () => {
  const sum = { column: 'Total', currency: 'EUR', before: '1.00', after: '2.50', difference: '1.50' };
  const same = { column: 'TaxTotal', currency: 'EUR', before: '1.00', after: '1.00', difference: '0.00' };
  const rows = changeRows({
    schemaVersion: 1,
    from: 'v1',
    to: 'v2',
    sums: [sum, same],
    lines: { before: 1000, after: 1001 },
    groups: { added: 1, removed: 0, changed: 0 },
    customers: ['a', 'b', 'c', 'd'].map((name) => customer(name, '-1.00')),
  });
  expect(rows).toEqual([
    ['changed', 'Total +1.50 EUR, 1,000 → 1,001 lines, since v1'],
    ['', 'a: -1.00 EUR'],
    ['', 'b: -1.00 EUR'],
    ['', 'c: -1.00 EUR'],
    ['', 'and 1 more customers'],
  ]);
  expect(changeRows(undefined)).toEqual([]);
});

test('the table is told without what the URL of the container carries', () => {
  const table = { path: 'p/tables/billed_usage/', version: 3, rows: 7 };
  expect(tableRows({ table }, 'https://acct.blob.core.windows.net/partner-billing?sig=SECRET')).toEqual([
    ['table', 'https://acct.blob.core.windows.net/partner-billing/p/tables/billed_usage, version 3'],
    ['DuckDB', "SELECT * FROM delta_scan('az://partner-billing/p/tables/billed_usage');"],
  ]);
  expect(tableRows({ table: null }, 'https://a.example/c')).toEqual([]);
});
