import { z } from 'zod';
import { compare, decimalText, subtract } from '../decimal.ts';
import { FOCUS_COLUMNS } from './columns.ts';
import { exact, type PartFigures, partFiguresSchema } from './partFigures.ts';

const count = z.number().int().nonnegative();

export const FOCUS_WARNINGS = [
  'FocusSumDiffers',
  'FocusNullFound',
  'FocusPricingOpen',
  'FocusHeld',
  'TableForeign',
  'HubForbidden',
  'HubUnavailable',
] as const;

const warningSchema = z.object({ code: z.enum(FOCUS_WARNINGS), message: z.string() });
export type FocusWarning = z.infer<typeof warningSchema>;

/** `_figures.json` of a month and currency, schema version 1: what the table shows of it, and what the program found while it was made. */
export const monthFiguresSchema = z.object({
  schemaVersion: z.literal(1),
  month: z.string(),
  currency: z.string(),
  from: z.enum(['billed', 'billedUsage', 'unbilled']),
  writtenAt: z.string(),
  table: z.object({ path: z.string(), version: count, rows: count }).nullable(),
  sources: z.array(z.object({ manifest: z.string(), kind: z.string(), invoiceId: z.string().nullable() })),
  figures: partFiguresSchema,
  /** Of each invoice whose reconciliation has landed: what its rows add up to, and its `Total`. */
  invoices: z.array(
    z.object({ invoiceId: z.string(), billedCost: z.string(), total: z.string(), difference: z.string() }),
  ),
  /** Rows that are null in a column that FOCUS wants filled; only columns that have some. */
  nulls: z.record(z.string(), count),
  warnings: z.array(warningSchema),
});

export type MonthFigures = z.infer<typeof monthFiguresSchema>;

export type InvoiceSum = MonthFigures['invoices'][number];

export function invoiceSum(invoiceId: string, { billedCost, total }: PartFigures): InvoiceSum {
  return { invoiceId, billedCost, total, difference: decimalText(subtract(exact(billedCost), exact(total))) };
}

/** Nulls of files, as far as the specification minds them. */
export function nullsFound(nullCounts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { name, nullable } of FOCUS_COLUMNS) {
    const nulls = nullCounts.reduce((sum, counts) => sum + (counts[name] ?? 0), 0);
    if (!nullable && nulls > 0) found[name] = nulls;
  }
  return found;
}

/** What whoever reads the table should know of the month. Amounts and names of columns only. */
export function warningsOf(
  figures: PartFigures,
  invoices: readonly InvoiceSum[],
  nulls: Readonly<Record<string, number>>,
): FocusWarning[] {
  const warnings: FocusWarning[] = [];
  for (const { invoiceId, difference, total, billedCost } of invoices) {
    if (compare(exact(billedCost), exact(total)) === 0) continue;
    const message = `BilledCost of ${invoiceId} adds up to ${billedCost}, Total to ${total}: ${difference} apart.`;
    warnings.push({ code: 'FocusSumDiffers', message });
  }
  for (const [column, rows] of Object.entries(nulls)) {
    warnings.push({ code: 'FocusNullFound', message: `${column} is null in ${rows} rows; FOCUS wants it filled.` });
  }
  const { usageByUnit, usageByBlock, usageNeither, licenceHolds, licenceFails } = figures.pricing;
  if (usageByBlock + usageNeither > 0) {
    const message = `Price × quantity is the amount on ${usageByUnit} usage lines, after division by the block of the unit on ${usageByBlock}, neither on ${usageNeither}.`;
    warnings.push({ code: 'FocusPricingOpen', message });
  }
  if (licenceFails > 0) {
    const message = `Rounded price × quantity is the subtotal on ${licenceHolds} licence lines, and is not on ${licenceFails}.`;
    warnings.push({ code: 'FocusPricingOpen', message });
  }
  return warnings;
}
