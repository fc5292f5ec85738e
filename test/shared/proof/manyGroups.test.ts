import { expect, test } from '@jest/globals';
import { compareGroups } from '../../../shared/proof/comparison.ts';
import {
  foldReconciliationLine,
  foldUsageLine,
  type ReconciliationGroup,
  type UsageGroup,
} from '../../../shared/proof/groups.ts';
import { makeProof } from '../../../shared/proof/makeProof.ts';
import { pairs } from '../../../shared/proof/pairs.ts';
import { each } from './model/prove.ts';

const GROUPS = 50_000;
const LINES_A_GROUP = 20;
const MISSING = 12_345;

const idOf = (index: number) => ({
  customerId: String(Math.floor(index / 50)).padStart(8, '0'),
  subscriptionId: 's',
  productId: 'p',
  skuId: String(index % 50).padStart(4, '0'),
  customerName: 'Example',
  currency: 'EUR',
  pricingCurrency: 'EUR',
  exchangeRate: { unscaled: 1n, scale: 0 },
});

/** 1,000,000 lines but one. */
function* usage(from = 0, to = GROUPS): Generator<UsageGroup> {
  for (let index = from; index < to; index++) {
    let group: UsageGroup | undefined;
    const amount = { unscaled: 12_3400_0000n, scale: 8 };
    const line = { ...idOf(index), entitlementId: 'e', billingPreTaxTotal: amount, pricingPreTaxTotal: amount };
    for (let count = index === MISSING ? 1 : 0; count < LINES_A_GROUP; count++) group = foldUsageLine(group, line);
    if (group) yield group;
  }
}

function* reconciliation(from = 0, to = GROUPS): Generator<ReconciliationGroup> {
  const cents = (units: bigint) => ({ unscaled: units, scale: 2 });
  for (let index = from; index < to; index++) {
    yield foldReconciliationLine(undefined, {
      ...idOf(index),
      effectiveUnitPrice: cents(1234n),
      billableQuantity: { unscaled: BigInt(LINES_A_GROUP), scale: 0 },
      subtotal: cents(24_680n),
      taxTotal: cents(0n),
      total: cents(24_680n),
      meterDescription: 'Data',
      reservationOrderId: '',
      hasSubscriptionStart: false,
    });
  }
}

test('a million lines in fifty thousand groups: one line that is missing is found', async () => {
  const comparison = await compareGroups('EUR', each(usage()), each(reconciliation()));
  const proof = makeProof({
    invoiceId: 'G000000001',
    invoice: { totalCharges: '12340000.00', invoiceDate: undefined, documentType: undefined, currencyCode: 'EUR' },
    usage: { version: 'u', unreadableLines: 0 },
    reconciliation: { version: 'r', unreadableLines: 0 },
    comparison,
    asOf: '2026-11-09T05:30:00Z',
    before: undefined,
  });
  expect(proof).toMatchObject({
    state: 'usageMissing',
    invoice: { tiesTo: 'total' },
    usage: { lines: GROUPS * LINES_A_GROUP - 1 },
    groups: { compared: GROUPS, withinRounding: GROUPS - 1, usageMissing: 1, difference: '-12.34' },
  });
  const { customerId, skuId } = idOf(MISSING);
  expect(proof.groups?.worst).toMatchObject([{ customerId, skuId, difference: '-12.34' }]);
});

test('no more than one key of each side is held, whatever the other side is at', async () => {
  let [left, right, done] = [0, 0, 0];
  let ahead = 0;
  async function* counted<Item>(items: Iterable<Item>, count: () => void): AsyncGenerator<Item, void, void> {
    for (const item of items) {
      count();
      yield item;
    }
  }
  // Usage of the first half only, reconciliation of the second: each side waits for the other all the way.
  const halves = pairs(
    counted(usage(0, 500), () => left++),
    counted(reconciliation(500, 1000), () => right++),
  );
  for await (const { usage: used, reconciliation: billed } of halves) {
    done += used.size + billed.size;
    ahead = Math.max(ahead, left + right - done);
  }
  expect(done).toBe(1000);
  expect(ahead).toBeLessThanOrEqual(4);
});

test('groups that are not sorted are refused: compared, they would look as if half of them were missing', async () => {
  const backwards = [...reconciliation(0, 3)].reverse();
  await expect(compareGroups('EUR', each([]), each(backwards))).rejects.toThrow('not sorted');
});
