import { describe, expect, test } from '@jest/globals';
import { createCatalog } from '../../../local/simulators/catalog.ts';
import { lineChunks } from '../../../local/simulators/data/content.ts';
import { ledgerOf } from '../../../local/simulators/data/ledger.ts';
import { STORIES, type Story } from '../../../local/simulators/data/stories.ts';
import type { Kind, Subject } from '../../../local/simulators/data/subject.ts';
import { type DataShape, snapshotOf } from '../../../local/simulators/source/snapshot.ts';
import {
  cents,
  type Fraction,
  fraction,
  less,
  magnitude,
  minus,
  plain,
  plus,
  signOf,
  sum,
  times,
} from '../../shared/proof/model/fraction.ts';
import { rawLines } from '../../shared/proof/model/rawLines.ts';

const SHAPE: DataShape = { files: 3, unpackedBytes: 1, members: 1, usageLines: 700 };

function subjectOf(kind: Kind, story: Story, changes: Partial<Subject> = {}): Subject {
  const ids = { tenantId: 'tenant', invoiceId: 'G000000001', currencyCode: 'EUR', month: '2026-02' };
  return { kind, attributeSet: 'full', ...ids, story, ...changes };
}

/** Numbers as the texts that stand in the file. */
function linesOf(subject: Subject, shape = SHAPE): Record<string, string>[] {
  const { blobs } = snapshotOf({ subject, firstBuiltAt: new Date('2026-03-08'), revision: 0, shape });
  const text = blobs.map((blob) => Buffer.concat([...lineChunks({ subject, ...blob })]).toString()).join('');
  return rawLines(text) as Record<string, string>[];
}

function num(text: string | undefined): Fraction {
  const [digits = '0', exponent = '0'] = (text ?? '0').split('E-');
  const value = fraction(digits);
  return { n: value.n, d: value.d * 10n ** BigInt(exponent) };
}

const keyOf = (line: Record<string, string>) => `${line.CustomerId?.toLowerCase()} ${line.ProductId} ${line.SkuId}`;
const isConsumption = (line: Record<string, string>) =>
  line.MeterDescription !== '' && line.ReservationOrderId === '' && line.SubscriptionStartDate === undefined;

function sums(lines: Record<string, string>[], amount: string): Map<string, Fraction> {
  const groups = new Map<string, Fraction>();
  for (const line of lines) groups.set(keyOf(line), plus(groups.get(keyOf(line)) ?? num('0'), num(line[amount])));
  return groups;
}

describe.each(STORIES)('an invoice that is %s', (story) => {
  const reconciliation = linesOf(subjectOf('billedReconciliation', story));
  const { totalCharges } = ledgerOf({ tenantId: 'tenant', invoiceId: 'G000000001', currencyCode: 'EUR', story });

  test('follows Microsoft’s formulas on each line, and each line adds up', () => {
    for (const line of reconciliation) {
      const x = times(num(line.EffectiveUnitPrice), num(line.BillableQuantity));
      const expected = isConsumption(line) ? cents(times(cents(x), num(line.PCToBCExchangeRate))) : x;
      expect(plain(num(line.Subtotal))).toBe(plain(expected));
      expect(plain(plus(num(line.Subtotal), num(line.TaxTotal)))).toBe(plain(num(line.Total)));
    }
  });

  test('ties as it says', () => {
    const all = (amount: string) => plain(sum(reconciliation.map((line) => num(line[amount]))));
    const { n, d } = { n: totalCharges.unscaled, d: 100n };
    if (story === 'tiesToSubtotal') expect(plain({ n, d })).toBe(all('Subtotal'));
    else if (story === 'tiesToNothing') expect([all('Total'), all('Subtotal')]).not.toContain(plain({ n, d }));
    else expect(plain({ n, d })).toBe(all('Total'));
  });

  test('has usage that explains its consumption to a few cents, however many lines there are', () => {
    const billed = sums(reconciliation.filter(isConsumption), 'Subtotal');
    for (const usageLines of [0, 700, 1_701]) {
      const used = sums(linesOf(subjectOf('billedUsage', story), { ...SHAPE, usageLines }), 'BillingPreTaxTotal');
      expect([...used.keys()].sort()).toEqual([...billed.keys()].sort());
      for (const [key, amount] of used) {
        const rest = magnitude(minus(amount, billed.get(key) ?? num('0')));
        expect(less(rest, fraction('0.08'))).toBe(true);
      }
    }
  });
});

test('what is given back is negative in both files', () => {
  const refunds = (kind: Kind, amount: string) =>
    linesOf(subjectOf(kind, 'refunds')).filter((line) => signOf(num(line[amount])) < 0);
  expect(refunds('billedReconciliation', 'Subtotal').filter(isConsumption).length).toBeGreaterThan(5);
  expect(refunds('billedReconciliation', 'Subtotal').length).toBeGreaterThan(20);
  expect(refunds('billedUsage', 'BillingPreTaxTotal').length).toBeGreaterThan(10);
});

test.each<[Story, (first: number, then: number) => boolean]>([
  ['lateUsage', (first, then) => first < then],
  ['restatedUsage', (first, then) => first > then],
  ['plain', (first, then) => first === then],
])('the first edition of %s', (story, holds) => {
  const total = (changes: Partial<Subject>) =>
    linesOf(subjectOf('billedUsage', story, changes)).reduce((all, line) => all + Number(line.BillingPreTaxTotal), 0);
  expect(holds(total({ isFirstEdition: true }), total({}))).toBe(true);
});

test('a year has every case', () => {
  const clock = { now: () => new Date('2027-01-31T00:00:00Z'), sleep: async () => {} };
  const stories = createCatalog({ clock, firstMonth: '2026-01' })
    .invoices()
    .flatMap(({ id, story }) => (id.startsWith('G') ? [story] : []));
  expect(new Set(stories)).toEqual(new Set(STORIES));
});
