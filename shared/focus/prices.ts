import { type Decimal, multiply } from '../decimal.ts';
import { rateOf } from '../proof/exchangeRate.ts';
import { PRICE_PLACES } from './choices.ts';
import type { RawLine } from './rawLine.ts';
import { roundHalfEven } from './rounding.ts';
import type { Reads } from './rule.ts';

/** The rate from pricing to billing currency; `currency` is the attribute that has the billing currency. */
export function rateOfLine(line: RawLine, currency: string): Decimal | undefined {
  return rateOf({
    currency: line.text(currency),
    pricingCurrency: line.text('PricingCurrency'),
    exchangeRate: line.decimal('PCToBCExchangeRate'),
  });
}

/** What the rate of a line is read from. */
export function rateReads(currency: string): readonly Reads[] {
  return [{ value: 'PCToBCExchangeRate' }, currency, 'PricingCurrency'];
}

/** The whole product; undefined where one of the factors is. */
export function product(...factors: (Decimal | undefined)[]): Decimal | undefined {
  let value: Decimal | undefined;
  for (const factor of factors) {
    if (!factor) return undefined;
    value = value ? multiply(value, factor) : factor;
  }
  return value;
}

/** The product as a price or cost column holds it. */
export function price(...factors: (Decimal | undefined)[]): Decimal | undefined {
  const value = product(...factors);
  return value && roundHalfEven(value, PRICE_PLACES);
}
