import { add, type Decimal, sign, ZERO } from '../decimal.ts';
import { compareKeys, type GroupId } from './groupKey.ts';
import { type Pair, pairs } from './pairs.ts';
import type { ReconciliationGroup } from './reconciliationGroup.ts';
import type { UsageGroup } from './usageGroup.ts';
import { type GroupState, judgeGroup, judgeMixed, type Verdict } from './verdict.ts';
import { createWorst, type Worst } from './worst.ts';

export interface JudgedGroup extends GroupId, Verdict {
  currency: string;
}

export interface UsageSums {
  lines: number;
  /** Of lines in the currency of the invoice; amounts of two currencies have no sum. */
  preTaxTotal: Decimal;
  linesInOtherCurrencies: number;
}

export interface ReconciliationSums {
  lines: number;
  /** Sums are of lines in the currency of the invoice. */
  subtotal: Decimal;
  taxTotal: Decimal;
  total: Decimal;
  linesThatDoNotAddUp: number;
  linesInOtherCurrencies: number;
  /** The lines that daily usage explains. */
  consumption: { lines: number; subtotal: Decimal; linesOffFormula: number };
}

export interface GroupSums extends Record<GroupState, number> {
  compared: number;
  /** Usage minus reconciliation, of all groups in the currency of the invoice. */
  difference: Decimal;
  worst: JudgedGroup[];
}

/** All that the two sides of one invoice say together. */
export interface Comparison {
  /** In which the sums are: that of the invoice, else the first that a line has. */
  currency: string | undefined;
  usage: UsageSums;
  reconciliation: ReconciliationSums;
  groups: GroupSums;
}

/** Compares two sorted streams of groups. Memory does not grow with them. */
export async function compareGroups(
  currency: string | undefined,
  usage: AsyncIterable<UsageGroup>,
  reconciliation: AsyncIterable<ReconciliationGroup>,
): Promise<Comparison> {
  const into: Comparison = {
    currency,
    usage: { lines: 0, preTaxTotal: ZERO, linesInOtherCurrencies: 0 },
    reconciliation: {
      lines: 0,
      subtotal: ZERO,
      taxTotal: ZERO,
      total: ZERO,
      linesThatDoNotAddUp: 0,
      linesInOtherCurrencies: 0,
      consumption: { lines: 0, subtotal: ZERO, linesOffFormula: 0 },
    },
    groups: { compared: 0, withinRounding: 0, usageMissing: 0, unexplained: 0, difference: ZERO, worst: [] },
  };
  const worst = createWorst<JudgedGroup>();
  for await (const pair of pairs(usage, reconciliation)) {
    into.currency ??= currencyOf(pair);
    for (const group of pair.usage.values()) countUsage(into, group);
    for (const group of pair.reconciliation.values()) countReconciliation(into, group);
    comparePair(into, pair, worst);
  }
  into.groups.worst = worst.items();
  return into;
}

function currencyOf({ usage, reconciliation }: Pair): string | undefined {
  const groups = reconciliation.size > 0 ? reconciliation : usage;
  const [first] = [...groups.keys()].sort(compareKeys);
  return first === undefined ? undefined : groups.get(first)?.currency;
}

function isOfInvoice({ currency }: Comparison, group: { currency: string }): boolean {
  return group.currency.toLowerCase() === currency?.toLowerCase();
}

function countUsage(into: Comparison, group: UsageGroup): void {
  const { usage: sums } = into;
  sums.lines += group.lines;
  if (isOfInvoice(into, group)) sums.preTaxTotal = add(sums.preTaxTotal, group.billingPreTaxTotal);
  else sums.linesInOtherCurrencies += group.lines;
}

function countReconciliation(into: Comparison, group: ReconciliationGroup): void {
  const { reconciliation: sums } = into;
  const { consumption } = sums;
  sums.lines += group.lines;
  sums.linesThatDoNotAddUp += group.linesThatDoNotAddUp;
  consumption.lines += group.azure.lines;
  consumption.linesOffFormula += group.azure.linesOffFormula;
  if (!isOfInvoice(into, group)) {
    sums.linesInOtherCurrencies += group.lines;
    return;
  }
  sums.subtotal = add(sums.subtotal, group.subtotal);
  sums.taxTotal = add(sums.taxTotal, group.taxTotal);
  sums.total = add(sums.total, group.total);
  consumption.subtotal = add(consumption.subtotal, group.azure.subtotal);
}

/** A key is compared in each of its currencies; where there is more than one, or another than the invoice's, nothing in it can be explained. */
function comparePair(into: Comparison, { usage, reconciliation }: Pair, worst: Worst<JudgedGroup>): void {
  const consumption = new Map([...reconciliation].filter(([, { azure }]) => azure.lines > 0));
  const currencies = new Set([...consumption.keys(), ...usage.keys()]);
  for (const currency of currencies) {
    const used = usage.get(currency);
    const billed = consumption.get(currency);
    const group = used ?? billed;
    if (!group) continue;
    const judge = currencies.size > 1 || !isOfInvoice(into, group) ? judgeMixed : judgeGroup;
    const verdict = judge(used, billed?.azure);
    const { groups } = into;
    groups.compared += 1;
    groups[verdict.state] += 1;
    if (isOfInvoice(into, group)) groups.difference = add(groups.difference, verdict.difference);
    if (verdict.state !== 'withinRounding') worst.add(sizeOutside(verdict), { ...idOf(billed ?? group), ...verdict });
  }
}

/** What cannot be compared at all has no bound to be outside of: its own size counts. */
function sizeOutside({ outsideBy, difference }: Verdict): Decimal {
  if (sign(outsideBy) !== 0) return outsideBy;
  return sign(difference) < 0 ? { ...difference, unscaled: -difference.unscaled } : difference;
}

function idOf(group: GroupId & { currency: string }): GroupId & { currency: string } {
  const { customerId, subscriptionId, productId, skuId, currency } = group;
  return { customerId, subscriptionId, productId, skuId, currency };
}

/** Groups of a side that has not landed. */
export async function* noGroups(): AsyncGenerator<never, void, void> {}
