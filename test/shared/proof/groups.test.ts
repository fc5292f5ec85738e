import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Decimal, decimalText, parseDecimal } from '../../../shared/decimal.ts';
import {
  compareKeys,
  foldReconciliationLine,
  foldUsageLine,
  keyOf,
  mergeReconciliationGroups,
  mergeUsageGroups,
  parseReconciliationGroup,
  parseUsageGroup,
  type ReconciliationGroup,
  type ReconciliationLine,
  reconciliationGroupText,
  reconciliationKey,
  type UsageLine,
  usageGroupText,
  usageKey,
} from '../../../shared/proof/groups.ts';

const id = { customerId: 'c1', subscriptionId: 's1', productId: 'DZH1', skuId: '0001' };

function d(text: string): Decimal {
  const value = parseDecimal(text);
  if (!value) throw new Error(text);
  return value;
}

function usage(changes: Partial<UsageLine> = {}): UsageLine {
  return {
    ...id,
    entitlementId: 'e1',
    customerName: 'Example',
    currency: 'EUR',
    pricingCurrency: 'USD',
    billingPreTaxTotal: d('1.005'),
    pricingPreTaxTotal: d('1.1'),
    exchangeRate: d('0.9'),
    ...changes,
  };
}

function reconciliation(changes: Partial<ReconciliationLine> = {}): ReconciliationLine {
  return {
    ...id,
    customerName: 'Example',
    currency: 'EUR',
    pricingCurrency: 'USD',
    exchangeRate: d('0.9'),
    effectiveUnitPrice: d('0.03825'),
    billableQuantity: d('1000'),
    subtotal: d('34.42'),
    taxTotal: d('6.53'),
    total: d('40.95'),
    meterDescription: 'Data stored',
    reservationOrderId: '',
    hasSubscriptionStart: false,
    ...changes,
  };
}

function azureOf(...lines: ReconciliationLine[]) {
  const group = lines.reduce<ReconciliationGroup | undefined>(foldReconciliationLine, undefined);
  if (!group) throw new Error('no lines');
  const { lines: count, linesOffFormula, ...sums } = group.azure;
  const texts = Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, decimalText(value)]));
  return { lines: count, linesOffFormula, ...texts };
}

describe('what a consumption line adds to its group', () => {
  test.each<[string, Partial<ReconciliationLine>, object]>([
    ['a positive one: both roundings take', {}, { lower: '0.00', upper: '0.019', weight: '38.25', linesOffFormula: 0 }],
    [
      'a negative one: both roundings add',
      { billableQuantity: d('-1000'), subtotal: d('-34.42') },
      { lower: '-0.019', upper: '0.00', weight: '38.25', linesOffFormula: 0 },
    ],
    [
      'one currency: the outer rounding has nothing to take',
      { exchangeRate: d('1.0000000000'), subtotal: d('38.25') },
      { lower: '0.00', upper: '0.01', linesOffFormula: 0 },
    ],
    [
      'a whole rate of a small currency',
      { exchangeRate: d('151'), subtotal: d('5775.75') },
      { upper: '1.51', linesOffFormula: 0 },
    ],
    [
      'the rate absent in one currency',
      { exchangeRate: undefined, pricingCurrency: 'eur', subtotal: d('38.25') },
      { upper: '0.01', linesOffFormula: 0 },
    ],
    [
      'the rate absent between two currencies: not derived',
      { exchangeRate: undefined, subtotal: d('38.25') },
      { upper: '0.01', linesOffFormula: 1 },
    ],
    ['a rate that is none', { exchangeRate: d('0'), subtotal: d('0') }, { upper: '0.01', linesOffFormula: 1 }],
    [
      'rounded to nothing: still positive',
      { effectiveUnitPrice: d('0.009'), billableQuantity: d('1'), subtotal: d('0') },
      { lower: '0.00', upper: '0.019', linesOffFormula: 0 },
    ],
    [
      'zero: either way',
      { billableQuantity: d('0'), subtotal: d('0.00') },
      { lower: '-0.019', upper: '0.019', weight: '0.00', linesOffFormula: 0 },
    ],
    [
      'signs that contradict: either way',
      { subtotal: d('-34.42') },
      { lower: '-0.019', upper: '0.019', linesOffFormula: 1 },
    ],
    ['a subtotal of its own', { subtotal: d('34.43') }, { upper: '0.019', linesOffFormula: 1 }],
    ['no price', { effectiveUnitPrice: undefined }, { lower: '-0.019', upper: '0.019', linesOffFormula: 1 }],
  ])('%s', (_, changes, expected) => {
    expect(azureOf(reconciliation(changes))).toMatchObject(expected);
  });

  test.each<[string, Partial<ReconciliationLine>]>([
    ['no meter', { meterDescription: '' }],
    ['a term', { hasSubscriptionStart: true }],
    ['a reservation or savings plan', { reservationOrderId: 'r1' }],
  ])('%s: no consumption', (_, changes) => {
    expect(azureOf(reconciliation(changes)).lines).toBe(0);
  });
});

test('lines that do not add up are counted, absent amounts are nothing', () => {
  const lines = [
    reconciliation(),
    reconciliation({ total: d('40.96') }),
    reconciliation({ taxTotal: undefined }),
    reconciliation({ taxTotal: undefined, total: d('34.420') }),
  ];
  const group = lines.reduce<ReconciliationGroup | undefined>(foldReconciliationLine, undefined);
  expect(group).toMatchObject({ lines: 4, linesThatDoNotAddUp: 2 });
});

test('of usage the greatest usable rate is kept', () => {
  const rates = ['0.9', '0.95', '0'].map(d);
  const group = rates.reduce(
    (before, exchangeRate) => foldUsageLine(before, usage({ exchangeRate })),
    foldUsageLine(undefined, usage({ exchangeRate: undefined })),
  );
  expect(decimalText(group.greatestRate)).toBe('0.95');
  expect(decimalText(foldUsageLine(undefined, usage({ exchangeRate: undefined })).greatestRate)).toBe('0.00');
});

describe('keys', () => {
  test('casing of ids does not matter, absent is empty, two currencies are two groups', () => {
    expect(usageKey(usage({ skuId: '' }))).toBe(usageKey(usage({ customerId: 'C1', productId: 'dzh1', skuId: '' })));
    expect(reconciliationKey({ ...id, currency: 'EUR' })).not.toBe(reconciliationKey({ ...id, currency: 'USD' }));
  });

  test('sort as their parts do, whatever the parts hold, and a longer key sorts by what it shares with a shorter one', () => {
    const part = fc.string({ maxLength: 3, unit: fc.constantFrom('\0', '\u0001', 'a', 'ä', ' ', '\u{1F600}') });
    const parts = fc.array(part, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const differing = a.findIndex((text, index) => text !== b[index]);
        const expected = differing < 0 ? 0 : (a[differing] ?? '') < (b[differing] ?? '') ? -1 : 1;
        expect(compareKeys(keyOf(a), keyOf(b))).toBe(expected);
        expect(keyOf(a).startsWith(keyOf(a.slice(0, 2)))).toBe(true);
      }),
    );
  });
});

const cents = fc
  .integer({ min: -9999, max: 9999 })
  .map((unscaled): Decimal => ({ unscaled: BigInt(unscaled), scale: 2 }));
const text = fc.constantFrom('', 'Abc', 'abc', 'ABC');
const anyReconciliation = fc
  .record({
    subtotal: cents,
    taxTotal: cents,
    total: cents,
    billableQuantity: cents,
    customerName: text,
    customerId: text,
  })
  .map(reconciliation);
const anyUsage = fc
  .record({ billingPreTaxTotal: cents, exchangeRate: cents, customerName: text, entitlementId: text, productId: text })
  .map(usage);

test('a group is the same however its lines are split, merged, written and read', () => {
  const split = <Line, Group>(
    lines: Line[],
    cut: number,
    fold: (group: Group | undefined, line: Line) => Group,
    merge: (a: Group, b: Group) => Group,
    reread: (group: Group) => Group,
    textOf: (group: Group) => string,
  ) => {
    const at = 1 + (cut % (lines.length - 1));
    const whole = lines.reduce<Group | undefined>(fold, undefined);
    const left = lines.slice(0, at).reduce<Group | undefined>(fold, undefined);
    const right = lines.slice(at).reduce<Group | undefined>(fold, undefined);
    if (!whole || !left || !right) throw new Error('no lines');
    expect(textOf(merge(reread(left), right))).toBe(textOf(whole));
    expect(textOf(merge(right, left))).toBe(textOf(whole));
  };
  fc.assert(
    fc.property(fc.array(anyReconciliation, { minLength: 2, maxLength: 6 }), fc.nat(), (lines, cut) => {
      const reread = (group: ReconciliationGroup) => parseReconciliationGroup(reconciliationGroupText(group));
      split(lines, cut, foldReconciliationLine, mergeReconciliationGroups, reread, reconciliationGroupText);
    }),
  );
  fc.assert(
    fc.property(fc.array(anyUsage, { minLength: 2, maxLength: 6 }), fc.nat(), (lines, cut) => {
      split(
        lines,
        cut,
        foldUsageLine,
        mergeUsageGroups,
        (group) => parseUsageGroup(usageGroupText(group)),
        usageGroupText,
      );
    }),
  );
});

describe('as text', () => {
  test('one line, amounts as texts', () => {
    expect(usageGroupText(foldUsageLine(undefined, usage()))).toBe(
      '{"customerId":"c1","subscriptionId":"s1","productId":"DZH1","skuId":"0001","entitlementId":"e1","customerName":"Example",' +
        '"currency":"EUR","lines":1,"billingPreTaxTotal":"1.005","pricingPreTaxTotal":"1.10","greatestRate":"0.90"}\n',
    );
    const licence = foldReconciliationLine(undefined, reconciliation({ hasSubscriptionStart: true }));
    expect(JSON.parse(reconciliationGroupText(licence))).not.toHaveProperty('azure');
  });

  test.each(['', '{}', '{"lines":1}', usageGroupText(foldUsageLine(undefined, usage())).replace('"1.005"', '1.005')])(
    'what is no group is refused: %s',
    (line) => {
      expect(() => parseUsageGroup(line)).toThrow();
      expect(() => parseReconciliationGroup(line)).toThrow();
    },
  );
});
