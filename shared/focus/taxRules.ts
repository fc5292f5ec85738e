import { type Decimal, subtract, ZERO } from '../decimal.ts';
import type { LineSource } from './commonRules.ts';
import type { RawLine } from './rawLine.ts';
import { description, reconciliationRules } from './reconciliationRules.ts';
import { constant, copy, exact, type Rule, replaced, same, text } from './rule.ts';

/** What only a charge with a price has. FOCUS wants it null on tax, and what a difference was priced at nobody knows. */
const OF_CHARGES_ONLY = [
  'ChargeClass',
  'CommitmentDiscountCategory',
  'CommitmentDiscountId',
  'CommitmentDiscountType',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedUnitPrice',
  'HostProviderName',
  'ListUnitPrice',
  'PricingCategory',
  'PricingCurrencyContractedUnitPrice',
  'PricingCurrencyListUnitPrice',
  'PricingQuantity',
  'PricingUnit',
  'ResourceId',
  'ResourceName',
  'ResourceType',
  'SkuId',
  'SkuMeter',
  'SkuPriceDetails',
  'SkuPriceId',
  'x_PricingUnitDescription',
  'x_Quantity',
  'x_Total',
] as const;

/** The row of a reconciliation line that carries its `TaxTotal`. */
export function taxRules(source: LineSource): Rule[] {
  return sameAmount(source, 'Tax', 'Tax', (line) => line.decimal('TaxTotal'));
}

/** The row of a reconciliation line whose `Subtotal` and `TaxTotal` do not add up to its `Total`. */
export function restRules(source: LineSource): Rule[] {
  return sameAmount(source, 'Adjustment', 'Total beyond subtotal and tax', restOf);
}

/** What `Total` has more than `Subtotal` and `TaxTotal` together. */
export function restOf(line: RawLine): Decimal {
  const parts = subtract(line.decimal('Total') ?? ZERO, line.decimal('Subtotal') ?? ZERO);
  return subtract(parts, line.decimal('TaxTotal') ?? ZERO);
}

function sameAmount(
  source: LineSource,
  category: string,
  words: string,
  amount: (line: RawLine) => Decimal | undefined,
): Rule[] {
  // Nothing of it was priced in another currency.
  const costs = ['ContractedCost', 'EffectiveCost', 'ListCost', 'PricingCurrencyEffectiveCost'];
  return replaced(
    reconciliationRules(source),
    [
      exact('BilledCost', amount),
      ...costs.map((column) => same(column, 'BilledCost')),
      copy('PricingCurrency', 'Currency'),
      constant('ChargeCategory', category),
      text('ChargeDescription', ['ProductName', 'SkuName'], (line) => `${words}: ${description(line)}`),
    ],
    OF_CHARGES_ONLY,
  );
}
