import { describe, expect, test } from '@jest/globals';
import { backfillRequestSchema } from '../../../shared/schedule/backfillRequest.ts';

function faultyPaths(body: unknown): string[] {
  const parsed = backfillRequestSchema.safeParse(body);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `G${index}`);

describe('a request for a backfill', () => {
  test.each<[string, object]>([
    ['one number', { invoiceIds: ['G1'] }],
    ['a number that cannot be exported: it is refused by itself', { invoiceIds: ['nonsense', 'x'.repeat(64)] }],
    ['as many as are allowed', { invoiceIds: many(1_000) }],
    ['days', { from: '2026-01-01', to: '2026-12-31' }],
    ['one day', { from: '2024-02-29', to: '2024-02-29' }],
    [
      'everything said',
      { invoiceIds: ['G1'], kinds: ['billedUsage'], attributeSet: 'basic', force: true, dryRun: true },
    ],
  ])('is valid with %s', (_, body) => {
    expect(faultyPaths(body)).toEqual([]);
    expect(backfillRequestSchema.parse(body)).toEqual(body);
  });

  test.each<[string, unknown, string[]]>([
    ['nothing', {}, ['from', 'to']],
    ['one end only', { from: '2026-01-01' }, ['to']],
    ['the other end only', { to: '2026-01-01' }, ['from']],
    ['numbers and days', { invoiceIds: ['G1'], from: '2026-01-01', to: '2026-01-02' }, ['invoiceIds']],
    ['numbers and one day', { invoiceIds: ['G1'], to: '2026-01-02' }, ['invoiceIds']],
    ['an end before the beginning', { from: '2026-01-02', to: '2026-01-01' }, ['to']],
    ['a day that does not exist', { from: '2026-02-29', to: '2026-13-01' }, ['from', 'to']],
    ['a day with a time', { from: '2026-01-01T00:00:00Z', to: '2026-01-02' }, ['from']],
    ['a blank before a day', { from: ' 2026-01-01', to: '2026-01-01' }, ['from']],
    ['no numbers', { invoiceIds: [] }, ['invoiceIds']],
    ['an empty number', { invoiceIds: ['G1', ''] }, ['invoiceIds.1']],
    ['an endless number', { invoiceIds: ['x'.repeat(65)] }, ['invoiceIds.0']],
    ['too many numbers', { invoiceIds: many(1_001) }, ['invoiceIds']],
    ['no kinds', { invoiceIds: ['G1'], kinds: [] }, ['kinds']],
    ['a kind without an invoice', { invoiceIds: ['G1'], kinds: ['unbilledUsage'] }, ['kinds.0']],
    ['an unknown attribute set', { invoiceIds: ['G1'], attributeSet: 'all' }, ['attributeSet']],
    ['an unknown property', { invoiceIds: ['G1'], invoices: [] }, ['']],
    ['no object', 'G1', ['']],
  ])('is refused with %s', (_, body, paths) => {
    expect([...new Set(faultyPaths(body))].sort()).toEqual(paths);
  });
});
