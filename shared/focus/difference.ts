import { z } from 'zod';
import { add, type Decimal, decimalText, parseDecimal, subtract, ZERO } from '../decimal.ts';
import { matchKey } from '../proof/groupKey.ts';

/** What usage and reconciliation of one invoice say about one group, as far as a row of their difference asks. */
export interface Difference {
  customerId: string;
  subscriptionId: string;
  productId: string;
  skuId: string;
  customerName: string;
  partnerId: string;
  usage: Decimal;
  /** Of the consumption lines alone. */
  reconciliation: Decimal;
  /** The most that rounding can have taken from these lines, or added to them. */
  rounding: Decimal;
  /** Of the group's first line. */
  service: { name: string; category: string; subcategory: string; product: string };
  /** The part that the first line stands in; parts of reconciliation have the lower numbers. */
  part: number;
}

export function differenceKey(difference: Difference): string {
  return matchKey(difference);
}

/** Two parts of one group as one. */
export function mergeDifferences(a: Difference, b: Difference): Difference {
  const first = a.part <= b.part ? a : b;
  return {
    ...first,
    usage: add(a.usage, b.usage),
    reconciliation: add(a.reconciliation, b.reconciliation),
    rounding: add(a.rounding, b.rounding),
  };
}

/** Reconciliation minus usage: what a row must add for the rows of an invoice to be its total. */
export function amountOf({ usage, reconciliation }: Difference): Decimal {
  return subtract(reconciliation, usage);
}

/** One line of NDJSON; amounts as exact texts. */
export function differenceText({ usage, reconciliation, rounding, ...rest }: Difference): string {
  const amounts = {
    usage: decimalText(usage),
    reconciliation: decimalText(reconciliation),
    rounding: decimalText(rounding),
  };
  return `${JSON.stringify({ ...rest, ...amounts })}\n`;
}

const amount = z.string().transform((text) => parseDecimal(text) ?? ZERO);
const text = z.string();
const schema = z.object({
  customerId: text,
  subscriptionId: text,
  productId: text,
  skuId: text,
  customerName: text,
  partnerId: text,
  usage: amount,
  reconciliation: amount,
  rounding: amount,
  service: z.object({ name: text, category: text, subcategory: text, product: text }),
  part: z.number(),
});

/** Throws where the text is none that this program wrote. */
export function parseDifference(line: string): Difference {
  return schema.parse(JSON.parse(line));
}
