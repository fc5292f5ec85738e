import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Proof } from '../../../shared/proof/proofDocument.ts';
import { compared } from './model/compared.ts';
import { cents, fraction, plain, plus, sum, times } from './model/fraction.ts';
import { type ModelBilled, type ModelInvoice, type ModelUsage, modelProof } from './model/proofModel.ts';
import { prove } from './model/prove.ts';
import { consumption, licence, sample } from './model/sampleInvoice.ts';

const summary = ({ state, reasons, invoice, groups }: Proof) => ({
  state,
  reasons,
  tiesTo: invoice.tiesTo,
  worst: groups?.worst.map(({ customerId, productId, state: why }) => `${customerId}/${productId} ${why}`),
});

test('an invoice that adds up, with every figure that a rule uses', async () => {
  const proof = await prove(sample());
  expect(proof).toMatchObject({
    state: 'proved',
    reasons: [],
    usageMissingSince: null,
    invoice: { tiesTo: 'total', difference: '0.00' },
    reconciliation: { version: 'r1', lines: 5, linesThatDoNotAddUp: 0, consumption: { lines: 4, linesOffFormula: 0 } },
    usage: { version: 'u1', lines: 11 },
    groups: { compared: 4, withinRounding: 4, usageMissing: 0, unexplained: 0, worst: [] },
  });
});

type Broken = (invoice: ReturnType<typeof sample>) => void;
const first = <Item>(items: Item[]): Item => {
  const [item] = items;
  if (!item) throw new Error('nothing there');
  return item;
};

describe('each rule broken once', () => {
  test.each<[string, Broken, object]>([
    [
      'a usage line dropped',
      ({ usage }) => void usage.shift(),
      { state: 'usageMissing', reasons: ['usageMissing'], worst: ['c1/DZH1 usageMissing'] },
    ],
    [
      'a usage line of a refund dropped',
      ({ usage }) => void usage.splice(2, 1),
      { state: 'usageMissing', worst: ['c2/DZH1 usageMissing'] },
    ],
    [
      'a customer dropped from usage',
      (invoice) => {
        invoice.usage = invoice.usage.filter(({ customerId }) => customerId !== 'C3');
      },
      { state: 'usageMissing', worst: ['C3/DZH1 usageMissing'] },
    ],
    [
      'a usage line doubled',
      ({ usage }) => void usage.push({ ...first(usage) }),
      { state: 'unexplained', reasons: ['groupsUnexplained'], worst: ['c1/DZH1 unexplained'] },
    ],
    [
      'a customer that is not billed',
      ({ usage }) => void usage.push({ ...first(usage), customerId: 'c9' }),
      { state: 'unexplained', worst: ['c9/DZH1 unexplained'] },
    ],
    [
      'four cents moved from one group of usage to another',
      ({ usage }) => {
        const [from, to] = [first(usage), usage.find(({ productId }) => productId === 'DZH2')];
        if (!to) throw new Error('no such group');
        from.amount = plain(plus(fraction(from.amount ?? ''), fraction('-0.04')));
        to.amount = plain(plus(fraction(to.amount ?? ''), fraction('0.04')));
      },
      {
        state: 'usageMissing',
        reasons: ['usageMissing', 'groupsUnexplained'],
        worst: ['c2/DZH2 unexplained', 'c1/DZH1 usageMissing'],
      },
    ],
    [
      'a cent on a line of reconciliation alone',
      ({ reconciliation }) => {
        const line = first(reconciliation);
        line.total = plain(plus(fraction(line.total ?? ''), fraction('0.01')));
      },
      { state: 'unexplained', reasons: ['linesDoNotAddUp', 'invoiceDoesNotTie'], tiesTo: 'none' },
    ],
    [
      'a line of reconciliation dropped',
      ({ reconciliation }) => void reconciliation.shift(),
      { state: 'unexplained', reasons: ['groupsUnexplained', 'invoiceDoesNotTie'], worst: ['c1/DZH1 unexplained'] },
    ],
    [
      'a licence line doubled',
      ({ reconciliation }) => void reconciliation.push(licence('50.00')),
      { state: 'unexplained', reasons: ['invoiceDoesNotTie'], tiesTo: 'none', worst: [] },
    ],
    [
      'the currency of one line of reconciliation',
      ({ reconciliation }) => {
        first(reconciliation).currency = 'USD';
      },
      {
        state: 'unexplained',
        reasons: ['groupsUnexplained', 'currenciesMixed', 'invoiceDoesNotTie'],
        worst: ['c1/DZH1 unexplained', 'c1/DZH1 unexplained'],
      },
    ],
    [
      'a licence in another currency',
      ({ reconciliation }) => void reconciliation.push(licence('1.00', { currency: 'USD' })),
      { state: 'unexplained', reasons: ['currenciesMixed'], tiesTo: 'total', worst: [] },
    ],
    [
      'lines in another currency than the invoice',
      (invoice) => {
        invoice.currency = 'USD';
      },
      { state: 'unexplained', reasons: ['groupsUnexplained', 'currenciesMixed', 'invoiceDoesNotTie'] },
    ],
    [
      'tax left out of the total: it ties to the subtotal',
      (invoice) => {
        invoice.totalCharges = plain(sum(invoice.reconciliation.map(({ subtotal = '0' }) => fraction(subtotal))));
      },
      { state: 'proved', reasons: [], tiesTo: 'subtotal' },
    ],
    [
      'tax left out of the lines',
      ({ reconciliation }) => void delete first(reconciliation).tax,
      { state: 'unexplained', reasons: ['linesDoNotAddUp'], tiesTo: 'total' },
    ],
    [
      'a total that is neither sum',
      (invoice) => {
        invoice.totalCharges = '12.34';
      },
      { state: 'unexplained', reasons: ['invoiceDoesNotTie'], tiesTo: 'none' },
    ],
  ])('%s', async (_, change, expected) => {
    const invoice = sample();
    change(invoice);
    expect(summary(await prove(invoice))).toMatchObject(expected);
    expect(modelProof(invoice).state).toBe(summary(await prove(invoice)).state);
  });
});

describe('what is not there', () => {
  test.each<[string, Partial<Omit<ModelInvoice, 'totalCharges'>> & { totalCharges?: string | undefined }, object]>([
    ['nothing of either kind', { usage: 'noData', reconciliation: 'noData' }, { state: 'notApplicable', reasons: [] }],
    ['empty files', { usage: [], reconciliation: [] }, { state: 'notApplicable', worst: undefined }],
    ['usage alone', { reconciliation: 'absent' }, { state: 'pending', reasons: ['reconciliationAwaited'] }],
    ['reconciliation that has no data yet', { reconciliation: 'noData' }, { state: 'pending' }],
    ['reconciliation alone', { usage: 'absent' }, { state: 'pending', reasons: ['usageAwaited'], worst: undefined }],
    ['usage that has no data yet', { usage: 'noData' }, { state: 'pending', reasons: ['usageAwaited'] }],
    ['the total', { totalCharges: undefined }, { state: 'pending', reasons: ['totalAwaited'], tiesTo: 'unknown' }],
    ['a usage file without lines', { usage: [] }, { state: 'usageMissing' }],
    [
      'usage, of licences alone',
      { usage: 'absent', reconciliation: [licence('50.00')], totalCharges: '59.50' },
      { state: 'proved', tiesTo: 'total', worst: [] },
    ],
    [
      'usage for good, of licences alone',
      { usage: 'noData', reconciliation: [licence('50.00')], totalCharges: '50' },
      { state: 'proved', tiesTo: 'subtotal' },
    ],
    [
      'reconciliation of usage that rounds to nothing',
      { usage: consumption({ price: '0.001', quantity: '1', rate: '1' }).usage, reconciliation: [], totalCharges: '0' },
      { state: 'proved' },
    ],
  ])('%s', async (_, changes, expected) => {
    const { totalCharges, ...rest } = { ...sample(), ...changes };
    const invoice: ModelInvoice = { ...rest, ...(totalCharges === undefined ? {} : { totalCharges }) };
    expect(summary(await prove(invoice))).toMatchObject(expected);
    expect(modelProof(invoice).state).toBe(summary(await prove(invoice)).state);
  });
});

describe('since when usage is missing', () => {
  const lacking = { ...sample(), usage: [] };
  test.each<[string, ModelInvoice, Pick<Proof, 'state' | 'usageMissingSince'> | undefined, string | null]>([
    ['the first such proof', lacking, undefined, '2026-11-09T05:30:00Z'],
    ['after a pending one', lacking, { state: 'pending', usageMissingSince: null }, '2026-11-09T05:30:00Z'],
    ['again', lacking, { state: 'usageMissing', usageMissingSince: '2026-11-01T00:00:00Z' }, '2026-11-01T00:00:00Z'],
    ['no more', sample(), { state: 'usageMissing', usageMissingSince: '2026-11-01T00:00:00Z' }, null],
  ])('%s', async (_, invoice, before, expected) => {
    expect((await prove(invoice, { before })).usageMissingSince).toBe(expected);
  });
});

describe('what rounding can explain, to its last digit', () => {
  const one = consumption({ price: '1.1999', quantity: '100', rate: '0.9' });
  test.each<[string, string, string]>([
    // x = 119.99, Subtotal = 107.99, x × rate = 107.991; bound 0.01 × 1.9
    ['what usage adds up to', '107.991', 'withinRounding'],
    ['the upper end, with its slack', '108.009000011999000000', 'withinRounding'],
    ['above it', '108.009000012000000001', 'unexplained'],
    ['equal', '107.99', 'withinRounding'],
    ['the slack of a rate with ten decimals', '107.989999988001', 'withinRounding'],
    ['below it', '107.989999988000', 'usageMissing'],
  ])('%s', async (_, amount, state) => {
    const usage = [{ ...first(one.usage), amount }];
    const { groups } = await prove({ currency: 'EUR', totalCharges: '1', usage, reconciliation: [one.billed] });
    expect(groups).toMatchObject({ compared: 1, [state]: 1 });
    if (state !== 'withinRounding') {
      expect(groups?.worst).toMatchObject([{ lower: '-0.000000011999000001', upper: '0.019000011999000001' }]);
    }
  });
});

test('at most twenty groups are named, farthest outside first', async () => {
  const reconciliation = Array.from({ length: 50 }, (_, index) =>
    consumption({ customerId: `c${index}`, price: '1', quantity: String(1 + ((index * 7) % 50)), rate: '1' }),
  ).map(({ billed }) => billed);
  const proof = await prove({ currency: 'EUR', totalCharges: '1', usage: [], reconciliation });
  expect(proof.groups).toMatchObject({ compared: 50, usageMissing: 50 });
  const named = proof.groups?.worst.map(({ difference }) => difference);
  expect(named).toEqual(Array.from({ length: 20 }, (_, index) => `-${50 - index}.00`));
});

const id = fc.constantFrom('a', 'A', 'b', '');
const amount = (scale: number, most: number) =>
  fc.integer({ min: -most, max: most }).map((units) => plain({ n: BigInt(units), d: 10n ** BigInt(scale) }));
const currency = fc.constantFrom('EUR', 'EUR', 'EUR', 'EUR', 'eur', 'USD');
const ids = { customerId: id, subscriptionId: fc.constant('s'), productId: id, skuId: fc.constant('0001') };
const anyUsage: fc.Arbitrary<ModelUsage> = fc
  .record({
    ...ids,
    entitlementId: id,
    currency,
    pricingCurrency: currency,
    amount: amount(3, 60),
    rate: amount(1, 30),
  })
  .chain((line) => fc.constantFrom(line, { ...line, rate: '1.0' }, without(line, 'rate'), without(line, 'amount')));
const anyBilled: fc.Arbitrary<ModelBilled> = fc
  .record({
    ...ids,
    currency,
    pricingCurrency: currency,
    rate: amount(1, 20),
    price: amount(3, 30),
    quantity: amount(1, 20),
    subtotal: amount(2, 6),
    tax: amount(2, 3),
    total: amount(2, 9),
    meter: fc.constantFrom('Data', 'Data', 'Data', ''),
    reservation: fc.constantFrom('', '', '', 'r'),
    term: fc.constantFrom(false, false, false, true),
  })
  .chain((line) => fc.constantFrom(line, addedUp(line), addedUp(line), without(line, 'price'), without(line, 'tax')));

function without<Line, Name extends keyof Line>(line: Line, name: Name): Line {
  const { [name]: _, ...rest } = line;
  return rest as Line;
}

function addedUp(line: ModelBilled): ModelBilled {
  const { price = '0', quantity = '0', rate = '1', tax = '0' } = line;
  const usable = fraction(rate).n > 0n ? rate : '1';
  const subtotal = cents(times(cents(times(fraction(price), fraction(quantity))), fraction(usable)));
  return { ...line, rate: usable, subtotal: plain(subtotal), total: plain(plus(subtotal, fraction(tax))) };
}

const landed = <Line>(lines: fc.Arbitrary<Line>) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.array(lines, { maxLength: 8 }) },
    { weight: 1, arbitrary: fc.constantFrom('noData' as const, 'absent' as const) },
  );

/** Any lines whatever: mostly nonsense, on which both must agree all the same. */
const anyInvoice: fc.Arbitrary<ModelInvoice> = fc.record(
  { usage: landed(anyUsage), reconciliation: landed(anyBilled), totalCharges: amount(2, 20), currency },
  { requiredKeys: ['usage', 'reconciliation'] },
);

test('whatever the lines are, the proof is what the rules say when they are written a second time', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyInvoice, async (invoice) => {
      const proof = await prove(invoice);
      expect(compared(proof)).toEqual(modelProof(invoice));
      seen.add(proof.state);
    }),
    { numRuns: 300 },
  );
  expect(seen.size).toBeGreaterThanOrEqual(4);
});

test('an invoice made by the formula is proved, whatever its prices, quantities and rates', async () => {
  const part = fc.record({
    customerId: fc.constantFrom('a', 'b'),
    price: amount(6, 5_000_000),
    quantity: amount(4, 50_000),
    rate: fc.constantFrom('1', '151', '0.0065', '0.9137', '1.25', '2'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 12 }), async (parts) => {
      const made = parts.map((one) => consumption(one, 4));
      const reconciliation = made.map(({ billed }) => billed);
      const totalCharges = plain(sum(reconciliation.map(({ total = '0' }) => fraction(total))));
      const usage = made.flatMap((one) => one.usage);
      expect(await prove({ currency: 'EUR', usage, reconciliation, totalCharges })).toMatchObject({ state: 'proved' });
    }),
    { numRuns: 100 },
  );
});
