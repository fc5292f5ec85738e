import { compare, type Decimal, multiply, roundDown, subtract } from '../decimal.ts';
import { CENT_PLACES } from '../proof/amounts.ts';
import { chargeTypeOf } from './chargeTypes.ts';
import { tagsText } from './jsonTexts.ts';
import { regionOf, unitOf } from './lookups.ts';
import type { Mapping } from './mapBatch.ts';
import type { PartFigures } from './partFigures.ts';
import { rateOfLine } from './prices.ts';
import type { RawLine } from './rawLine.ts';
import { invoiceService, isConsumptionLine } from './reconciliationRules.ts';
import type { Reads } from './rule.ts';
import { SERVICE, usageService } from './usageRules.ts';
import type { Selection } from './vectors.ts';

/** Amounts of usage are cut off at 20 decimals, so their product may differ from them by this much. */
const NEARLY: Decimal = { unscaled: 1n, scale: 15 };

/** Counts which identity of price and quantity a usage line follows; which of the two is right decides what `PricingQuantity` must be. */
export function checkUsagePricing({ line }: Mapping, rows: Selection, pricing: PartFigures['pricing']): void {
  for (const row of rows) {
    line.row = row;
    const [price, quantity] = [line.decimal('EffectiveUnitPrice'), line.decimal('Quantity')];
    const amount = line.decimal('PricingPreTaxTotal');
    if (!price || !quantity || !amount) continue;
    const product = multiply(price, quantity);
    if (isNear(product, amount, 1n)) pricing.usageByUnit++;
    else {
      const block = unitOf(line.text('UnitType'))?.blockSize ?? 1n;
      if (isNear(product, { ...amount, unscaled: amount.unscaled * block }, block)) pricing.usageByBlock++;
      else pricing.usageNeither++;
    }
  }
}

function isNear(a: Decimal, b: Decimal, times: bigint): boolean {
  const difference = subtract(a, b);
  const size = { ...difference, unscaled: difference.unscaled < 0n ? -difference.unscaled : difference.unscaled };
  return compare(size, { ...NEARLY, unscaled: NEARLY.unscaled * times }) <= 0;
}

/** Counts the licence lines that Microsoft's formula makes: the converted price cut off to cents, times the quantity. */
export function checkLicencePricing({ line }: Mapping, rows: Selection, pricing: PartFigures['pricing']): void {
  for (const row of rows) {
    line.row = row;
    if (isConsumptionLine(line)) continue;
    const [price, quantity] = [line.decimal('EffectiveUnitPrice'), line.decimal('BillableQuantity')];
    const [rate, subtotal] = [rateOfLine(line, 'Currency'), line.decimal('Subtotal')];
    if (!price || !quantity || !rate || !subtotal) continue;
    const holds = compare(multiply(roundDown(multiply(price, rate), CENT_PLACES), quantity), subtotal) === 0;
    pricing[holds ? 'licenceHolds' : 'licenceFails']++;
  }
}

type Unknown = keyof PartFigures['unknown'];
type Check = [Unknown, readonly Reads[], (line: RawLine) => boolean];

const unknownUnit = (line: RawLine) => line.text('UnitType') !== '' && !unitOf(line.text('UnitType'));

const USAGE_CHECKS: readonly Check[] = [
  ['services', SERVICE, (line) => !usageService(line).isKnown],
  ['units', ['UnitType'], unknownUnit],
  [
    'regions',
    ['ResourceLocation'],
    (line) => line.text('ResourceLocation') !== '' && !regionOf(line.text('ResourceLocation')),
  ],
  ['tagsNoObject', ['Tags'], (line) => !tagsText(line.text('Tags')).isObject],
];

const RECONCILIATION_CHECKS: readonly Check[] = [
  ['services', ['ProductName', 'SkuName'], (line) => invoiceService(line) === undefined],
  ['units', ['UnitType'], unknownUnit],
  ['chargeTypes', ['ChargeType'], (line) => chargeTypeOf(line.text('ChargeType')) === undefined],
];

/** Counts lines whose service, unit, region or charge type no table of this program knows. */
export function checkUnknown(
  { line, codes }: Mapping,
  rows: Selection,
  unknown: PartFigures['unknown'],
  isUsage: boolean,
): void {
  for (const [name, reads, isUnknown] of isUsage ? USAGE_CHECKS : RECONCILIATION_CHECKS) {
    const { of, size } = codes.of(reads);
    const answers = new Int8Array(size).fill(-1);
    for (const row of rows) {
      const code = of[row] as number;
      if (answers[code] === -1) {
        line.row = row;
        answers[code] = Number(isUnknown(line));
      }
      unknown[name] += answers[code] as number;
    }
  }
}
