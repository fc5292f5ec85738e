import { describe, expect, test } from '@jest/globals';
import { isBackfillId, planBackfill } from '../../../shared/schedule/backfill.ts';

const DEFAULTS = { kinds: ['billedUsage', 'billedReconciliation'], attributeSet: 'full' } as const;

type Request = Parameters<typeof planBackfill>[0];

const plan = (request: Request, invoiceIds: readonly string[] = request.invoiceIds ?? []) =>
  planBackfill(request, invoiceIds, DEFAULTS);

describe('a backfill', () => {
  test('is every kind of every invoice, in the order of the invoices, each once', () => {
    const { exports } = plan({ invoiceIds: ['G2', 'G1', 'G2'] });
    expect(exports.map(({ id }) => id)).toEqual([
      'billed-usage-G2-full',
      'billed-reconciliation-G2-full',
      'billed-usage-G1-full',
      'billed-reconciliation-G1-full',
    ]);
    expect(exports[0]?.request).toEqual({ kind: 'billedUsage', invoiceId: 'G2', attributeSet: 'full', force: false });
  });

  test('does as the request says, where it says something', () => {
    const { exports } = plan({
      invoiceIds: ['G1'],
      kinds: ['billedReconciliation', 'billedReconciliation'],
      attributeSet: 'basic',
      force: true,
    });
    expect(exports).toEqual([
      {
        id: 'billed-reconciliation-G1-basic',
        request: { kind: 'billedReconciliation', invoiceId: 'G1', attributeSet: 'basic', force: true },
      },
    ]);
  });

  test('lists what it has to refuse, and why, each once', () => {
    const { exports, refused } = plan({ invoiceIds: ['D1', 'X1', 'G1', 'D1'] });
    expect(exports).toHaveLength(2);
    expect(refused).toEqual([
      { invoiceId: 'D1', code: 'LegacyInvoice', message: expect.any(String) },
      { invoiceId: 'X1', code: 'InvalidRequest', message: expect.any(String) },
    ]);
  });
});

describe('the id of a backfill', () => {
  const idOf = (request: Request, listed?: string[]) => plan(request, listed).id;
  const BY_NUMBER: Request = { invoiceIds: ['G1', 'G2'] };
  const BY_DATE: Request = { from: '2026-01-01', to: '2026-01-31' };

  test.each<[string, Request]>([
    ['other order and repeats', { invoiceIds: ['G2', 'G1', 'G2'] }],
    ['the defaults said aloud', { ...BY_NUMBER, kinds: [...DEFAULTS.kinds], attributeSet: 'full', force: false }],
    ['the kinds in another order', { ...BY_NUMBER, kinds: ['billedReconciliation', 'billedUsage', 'billedUsage'] }],
  ])('is the same for %s', (_, request) => {
    expect(idOf(request)).toBe(idOf(BY_NUMBER));
  });

  test.each<[string, Request]>([
    ['another invoice', { invoiceIds: ['G1'] }],
    ['another kind', { ...BY_NUMBER, kinds: ['billedUsage'] }],
    ['another attribute set', { ...BY_NUMBER, attributeSet: 'basic' }],
    ['force', { ...BY_NUMBER, force: true }],
    ['dates', BY_DATE],
    ['other dates', { ...BY_DATE, to: '2026-02-01' }],
    ['dates that begin elsewhere', { ...BY_DATE, from: '2026-01-02' }],
  ])('is another one for %s', (_, request) => {
    const others = [BY_NUMBER, BY_DATE].filter((other) => JSON.stringify(other) !== JSON.stringify(request));
    for (const other of others) expect(idOf(request)).not.toBe(idOf(other));
  });

  test('does not depend on what Partner Center lists today', () => {
    expect(idOf(BY_DATE, ['G1'])).toBe(idOf(BY_DATE, ['G2', 'G3']));
  });

  test('is recognised, and nothing else is', () => {
    expect(isBackfillId(idOf(BY_NUMBER))).toBe(true);
    for (const other of ['', 'backfill-', 'backfill-1', `x${idOf(BY_NUMBER)}`, `${idOf(BY_NUMBER)}0`, 'runBackfill']) {
      expect(isBackfillId(other)).toBe(false);
    }
  });
});
