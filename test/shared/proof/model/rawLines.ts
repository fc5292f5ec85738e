import { fraction, plain } from './fraction.ts';
import type { ModelBilled, ModelUsage } from './proofModel.ts';

type RawLine = Record<string, string | undefined>;

/** The lines of a landed file, every number as the text that stands there. */
export function rawLines(text: string): RawLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line.replaceAll(/(?<!\\)":(-?[\d.]+(?:E-?\d+)?)(?=[,}])/g, '":"$1"')));
}

export function usageOf(line: RawLine): ModelUsage {
  return {
    ...idsOf(line),
    entitlementId: line.EntitlementId ?? '',
    currency: line.BillingCurrency ?? '',
    pricingCurrency: line.PricingCurrency ?? '',
    ...given('rate', line.PCToBCExchangeRate),
    ...given('amount', line.BillingPreTaxTotal),
  };
}

export function billedOf(line: RawLine): ModelBilled {
  return {
    ...idsOf(line),
    currency: line.Currency ?? '',
    pricingCurrency: line.PricingCurrency ?? '',
    ...given('rate', line.PCToBCExchangeRate),
    ...given('price', line.EffectiveUnitPrice),
    ...given('quantity', line.BillableQuantity),
    ...given('subtotal', line.Subtotal),
    ...given('tax', line.TaxTotal),
    ...given('total', line.Total),
    meter: line.MeterDescription ?? '',
    reservation: line.ReservationOrderId ?? '',
    term: (line.SubscriptionStartDate ?? '') !== '',
  };
}

function idsOf(line: RawLine) {
  return {
    customerId: line.CustomerId ?? '',
    subscriptionId: line.SubscriptionId ?? '',
    productId: line.ProductId ?? '',
    skuId: line.SkuId ?? '',
  };
}

/** Scientific notation, as Java writes small numbers, is written out. */
function given<Name extends string>(name: Name, text: string | undefined): { [Key in Name]?: string } {
  if (text === undefined) return {};
  const [digits = '0', exponent = '0'] = text.split('E-');
  const value = fraction(digits);
  return { [name]: plain({ n: value.n, d: value.d * 10n ** BigInt(exponent) }) } as { [Key in Name]?: string };
}
