import { add, compare, type Decimal, ZERO } from '../decimal.ts';
import { rateOf } from './exchangeRate.ts';
import { type GroupId, keyOf, oneSpelling, spellAlike } from './groupKey.ts';

/** One line of daily rated usage, as far as the proof reads it. An absent or empty text is `''`, an absent or null number undefined. */
export interface UsageLine extends GroupId {
  entitlementId: string;
  customerName: string;
  /** `BillingCurrency`, in which the invoice is. */
  currency: string;
  pricingCurrency: string;
  billingPreTaxTotal: Decimal | undefined;
  pricingPreTaxTotal: Decimal | undefined;
  /** `PCToBCExchangeRate` */
  exchangeRate: Decimal | undefined;
}

/** Usage lines of one key and currency taken together. */
export interface UsageGroup extends GroupId {
  /** The Azure subscription; reconciliation does not know it. */
  entitlementId: string;
  customerName: string;
  currency: string;
  lines: number;
  billingPreTaxTotal: Decimal;
  pricingPreTaxTotal: Decimal;
  /** The greatest exchange rate of a line; 0 where no line has a usable one. */
  greatestRate: Decimal;
}

export function usageKey(group: GroupId & { entitlementId: string; currency: string }): string {
  const { customerId, subscriptionId, productId, skuId, entitlementId, currency } = group;
  return keyOf([customerId, subscriptionId, productId, skuId, entitlementId, currency]);
}

/** Adds a line to the group of its key, or begins it. The group is changed in place: millions of lines make few groups. */
export function foldUsageLine(group: UsageGroup | undefined, line: UsageLine): UsageGroup {
  const into = group ?? emptyGroup(line);
  into.lines += 1;
  spellAlike(into, line);
  into.entitlementId = oneSpelling(into.entitlementId, line.entitlementId);
  if (line.billingPreTaxTotal) into.billingPreTaxTotal = add(into.billingPreTaxTotal, line.billingPreTaxTotal);
  if (line.pricingPreTaxTotal) into.pricingPreTaxTotal = add(into.pricingPreTaxTotal, line.pricingPreTaxTotal);
  const rate = rateOf(line);
  if (rate && compare(rate, into.greatestRate) > 0) into.greatestRate = rate;
  return into;
}

/** The group of all lines of both. It does not matter which comes first, or how often sums are merged on the way. */
export function mergeUsageGroups(a: UsageGroup, b: UsageGroup): UsageGroup {
  return {
    ...spellAlike({ ...a }, b),
    entitlementId: oneSpelling(a.entitlementId, b.entitlementId),
    lines: a.lines + b.lines,
    billingPreTaxTotal: add(a.billingPreTaxTotal, b.billingPreTaxTotal),
    pricingPreTaxTotal: add(a.pricingPreTaxTotal, b.pricingPreTaxTotal),
    greatestRate: compare(a.greatestRate, b.greatestRate) >= 0 ? a.greatestRate : b.greatestRate,
  };
}

function emptyGroup(line: UsageLine): UsageGroup {
  const { customerId, subscriptionId, productId, skuId, entitlementId, customerName, currency } = line;
  return {
    customerId,
    subscriptionId,
    productId,
    skuId,
    entitlementId,
    customerName,
    currency,
    lines: 0,
    billingPreTaxTotal: ZERO,
    pricingPreTaxTotal: ZERO,
    greatestRate: ZERO,
  };
}
