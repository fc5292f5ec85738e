import { add, compare, type Decimal, ZERO } from '../decimal.ts';
import {
  type ConsumptionSums,
  foldConsumption,
  isConsumption,
  type LineNature,
  mergeConsumption,
  NO_CONSUMPTION,
  type PricedLine,
} from './consumption.ts';
import { type GroupId, keyOf, spellAlike } from './groupKey.ts';

/** One line of invoice reconciliation, as far as the proof reads it. An absent or empty text is `''`, an absent or null number undefined. */
export interface ReconciliationLine extends GroupId, LineNature, PricedLine {
  customerName: string;
  taxTotal: Decimal | undefined;
  total: Decimal | undefined;
}

/** Reconciliation lines of one key and currency taken together. */
export interface ReconciliationGroup extends GroupId {
  customerName: string;
  currency: string;
  lines: number;
  subtotal: Decimal;
  taxTotal: Decimal;
  total: Decimal;
  /** Lines of which `Subtotal` + `TaxTotal` is not `Total`. */
  linesThatDoNotAddUp: number;
  /** Of its consumption lines alone. */
  azure: ConsumptionSums;
}

export function reconciliationKey(group: GroupId & { currency: string }): string {
  const { customerId, subscriptionId, productId, skuId, currency } = group;
  return keyOf([customerId, subscriptionId, productId, skuId, currency]);
}

/** Adds a line to the group of its key, or begins it. The group is changed in place. */
export function foldReconciliationLine(
  group: ReconciliationGroup | undefined,
  line: ReconciliationLine,
): ReconciliationGroup {
  const into = group ?? emptyGroup(line);
  const { subtotal = ZERO, taxTotal = ZERO, total = ZERO } = line;
  into.lines += 1;
  spellAlike(into, line);
  into.subtotal = add(into.subtotal, subtotal);
  into.taxTotal = add(into.taxTotal, taxTotal);
  into.total = add(into.total, total);
  if (compare(add(subtotal, taxTotal), total) !== 0) into.linesThatDoNotAddUp += 1;
  if (isConsumption(line)) into.azure = foldConsumption(into.azure, line);
  return into;
}

/** The group of all lines of both. It does not matter which comes first, or how often sums are merged on the way. */
export function mergeReconciliationGroups(a: ReconciliationGroup, b: ReconciliationGroup): ReconciliationGroup {
  return {
    ...spellAlike({ ...a }, b),
    lines: a.lines + b.lines,
    subtotal: add(a.subtotal, b.subtotal),
    taxTotal: add(a.taxTotal, b.taxTotal),
    total: add(a.total, b.total),
    linesThatDoNotAddUp: a.linesThatDoNotAddUp + b.linesThatDoNotAddUp,
    azure: mergeConsumption(a.azure, b.azure),
  };
}

function emptyGroup(line: ReconciliationLine): ReconciliationGroup {
  const { customerId, subscriptionId, productId, skuId, customerName, currency } = line;
  return {
    customerId,
    subscriptionId,
    productId,
    skuId,
    customerName,
    currency,
    lines: 0,
    subtotal: ZERO,
    taxTotal: ZERO,
    total: ZERO,
    linesThatDoNotAddUp: 0,
    azure: NO_CONSUMPTION,
  };
}
