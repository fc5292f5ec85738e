import { type Decimal, sign } from '../decimal.ts';
import { ONE } from './amounts.ts';

interface Converted {
  currency: string;
  pricingCurrency: string;
  exchangeRate: Decimal | undefined;
}

/**
 * The rate from pricing to billing currency of a line; 1 where it is absent and both currencies are one. Undefined where it cannot be told: absent between
 * two currencies, or not above zero, which no rate is.
 */
export function rateOf({ currency, pricingCurrency, exchangeRate }: Converted): Decimal | undefined {
  if (exchangeRate) return sign(exchangeRate) > 0 ? exchangeRate : undefined;
  return currency.toLowerCase() === pricingCurrency.toLowerCase() ? ONE : undefined;
}

/** Whether a rate has no decimals: then rounding after it takes nothing. */
export function isWhole({ unscaled, scale }: Decimal): boolean {
  return scale === 0 || unscaled % 10n ** BigInt(scale) === 0n;
}
