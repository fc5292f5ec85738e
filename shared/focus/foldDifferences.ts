import { type Decimal, ZERO } from '../decimal.ts';
import { decimalAt } from '../lines/batch.ts';
import { mostByRounding } from '../proof/consumption.ts';
import { UNKNOWN_CATEGORY, UNKNOWN_SUBCATEGORY } from './choices.ts';
import { type Difference, differenceKey, mergeDifferences } from './difference.ts';
import type { Mapping } from './mapBatch.ts';
import { rateOfLine } from './prices.ts';
import type { RawLine } from './rawLine.ts';
import { invoiceService, serviceNameOf } from './reconciliationRules.ts';
import { usageService } from './usageRules.ts';
import type { Selection } from './vectors.ts';

export type Side = 'usage' | 'reconciliation';

const GROUP = ['CustomerId', 'SubscriptionId', 'ProductId', 'SkuId'];
const AMOUNT = { usage: 'BillingPreTaxTotal', reconciliation: 'Subtotal' } as const;

/** Adds lines of one side of an invoice to its groups, which are kept by key. */
export function foldDifferences(
  groups: Map<string, Difference>,
  mapping: Mapping,
  { side, rows, part }: { side: Side; rows: Selection; part: number },
): void {
  const { batch, line, codes } = mapping;
  const { of, size } = codes.of(GROUP);
  const place = line.placeOf(AMOUNT[side]);
  const sums = new Array<bigint>(size).fill(0n);
  const rounding = new Array<Decimal>(size).fill(ZERO);
  const firstRow = new Int32Array(size).fill(-1);
  for (const row of rows) {
    const code = of[row] as number;
    if (firstRow[code] === -1) firstRow[code] = row;
    sums[code] = (sums[code] as bigint) + (decimalAt(batch, place, row)?.unscaled ?? 0n);
    if (side === 'reconciliation') {
      line.row = row;
      rounding[code] = addBound(rounding[code] as Decimal, line);
    }
  }
  const scale = amountScale(mapping, place);
  for (let code = 0; code < size; code++) {
    const row = firstRow[code] as number;
    if (row < 0) continue;
    line.row = row;
    const sum = { unscaled: sums[code] as bigint, scale };
    const group = groupOf(line, side, part, sum, rounding[code] as Decimal);
    const key = differenceKey(group);
    const known = groups.get(key);
    groups.set(key, known ? mergeDifferences(known, group) : group);
  }
}

function amountScale({ batch }: Mapping, place: number): number {
  const vector = batch.columns[place];
  return vector?.type === 'decimal' ? vector.scale : 0;
}

function addBound(bound: Decimal, line: RawLine): Decimal {
  const most = mostByRounding(rateOfLine(line, 'Currency') ?? { unscaled: 1n, scale: 0 });
  // Rates have many decimals; what is compared with this are cents, so it may be cut generously.
  return { unscaled: bound.unscaled + (most.unscaled * 10n ** 6n) / 10n ** BigInt(most.scale) + 1n, scale: 6 };
}

function groupOf(line: RawLine, side: Side, part: number, sum: Decimal, rounding: Decimal): Difference {
  const product = line.text('ProductName') || line.text('SkuName');
  const known = side === 'usage' ? usageService(line) : invoiceService(line);
  return {
    customerId: line.text('CustomerId'),
    subscriptionId: line.text('SubscriptionId'),
    productId: line.text('ProductId'),
    skuId: line.text('SkuId'),
    customerName: line.text('CustomerName'),
    partnerId: line.text('PartnerId'),
    usage: side === 'usage' ? sum : ZERO,
    reconciliation: side === 'reconciliation' ? sum : ZERO,
    rounding,
    service: {
      name: side === 'usage' ? usageService(line).name : serviceNameOf(line),
      category: known?.category ?? UNKNOWN_CATEGORY,
      subcategory: known?.subcategory ?? UNKNOWN_SUBCATEGORY,
      product,
    },
    part,
  };
}
