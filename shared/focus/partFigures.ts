import { z } from 'zod';
import { add, type Decimal, decimalText, parseDecimal, ZERO } from '../decimal.ts';

const count = z.number().int().nonnegative();
const amount = z.string();

/** What was counted while lines became rows: plain data that can be stored, and added up. */
export const partFiguresSchema = z.object({
  lines: count,
  rows: z.object({ charges: count, tax: count, rests: count, adjustments: count }),
  /** Sum of `BilledCost`. */
  billedCost: amount,
  /** Sum of `Total` of reconciliation lines. */
  total: amount,
  pricing: z.object({
    /** Usage: price × quantity is the amount, as `PricingQuantity` takes it; only after division by the block of the unit; neither. */
    usageByUnit: count,
    usageByBlock: count,
    usageNeither: count,
    /** Licences: the rounded price × quantity is the subtotal; or not. */
    licenceHolds: count,
    licenceFails: count,
  }),
  unknown: z.object({ services: count, units: count, regions: count, chargeTypes: count, tagsNoObject: count }),
});

export type PartFigures = z.infer<typeof partFiguresSchema>;

export const NO_FIGURES: PartFigures = {
  lines: 0,
  rows: { charges: 0, tax: 0, rests: 0, adjustments: 0 },
  billedCost: '0.00',
  total: '0.00',
  pricing: { usageByUnit: 0, usageByBlock: 0, usageNeither: 0, licenceHolds: 0, licenceFails: 0 },
  unknown: { services: 0, units: 0, regions: 0, chargeTypes: 0, tagsNoObject: 0 },
};

export function addFigures(a: PartFigures, b: PartFigures): PartFigures {
  return {
    lines: a.lines + b.lines,
    rows: addCounts(a.rows, b.rows),
    billedCost: decimalText(add(exact(a.billedCost), exact(b.billedCost))),
    total: decimalText(add(exact(a.total), exact(b.total))),
    pricing: addCounts(a.pricing, b.pricing),
    unknown: addCounts(a.unknown, b.unknown),
  };
}

export function exact(text: string): Decimal {
  return parseDecimal(text) ?? ZERO;
}

function addCounts<Counts extends Record<string, number>>(a: Counts, b: Counts): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [name, value] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + value;
  return sum as Counts;
}
