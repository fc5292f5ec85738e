import { z } from 'zod';
import { type Decimal, decimalText, parseDecimal } from '../decimal.ts';
import { NO_CONSUMPTION } from './consumption.ts';
import type { ReconciliationGroup } from './reconciliationGroup.ts';
import type { UsageGroup } from './usageGroup.ts';

/**
 * `groups.ndjson`: one group a line, sorted by its key; amounts are texts in plain notation. The lines end in a newline. `azure` stands only where a group
 * has consumption lines.
 */
export function usageGroupText(group: UsageGroup): string {
  return lineOf(group);
}

export function reconciliationGroupText({ azure, ...group }: ReconciliationGroup): string {
  return lineOf(azure.lines === 0 ? group : { ...group, azure });
}

const count = z.number().int().nonnegative();

const amount = z.string().transform((text, context): Decimal => {
  const value = parseDecimal(text);
  if (value) return value;
  context.addIssue({ code: 'custom', message: 'expected a decimal number as a text' });
  return z.NEVER;
});

const id = { customerId: z.string(), subscriptionId: z.string(), productId: z.string(), skuId: z.string() };
const common = { customerName: z.string(), currency: z.string(), lines: count };

const usageSchema = z.object({
  ...id,
  entitlementId: z.string(),
  ...common,
  billingPreTaxTotal: amount,
  pricingPreTaxTotal: amount,
  greatestRate: amount,
});

const reconciliationSchema = z.object({
  ...id,
  ...common,
  subtotal: amount,
  taxTotal: amount,
  total: amount,
  linesThatDoNotAddUp: count,
  azure: z
    .object({ lines: count, subtotal: amount, lower: amount, upper: amount, weight: amount, linesOffFormula: count })
    .default(NO_CONSUMPTION),
});

/** Throws where the text is none that this program wrote. */
export function parseUsageGroup(line: string): UsageGroup {
  return usageSchema.parse(JSON.parse(line));
}

export function parseReconciliationGroup(line: string): ReconciliationGroup {
  return reconciliationSchema.parse(JSON.parse(line));
}

function lineOf(group: object): string {
  return `${JSON.stringify(group, (_, value) => (isDecimal(value) ? decimalText(value) : value))}\n`;
}

function isDecimal(value: unknown): value is Decimal {
  return typeof value === 'object' && value !== null && 'unscaled' in value;
}
