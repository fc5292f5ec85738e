import { compare, type Decimal, sign, subtract } from '../decimal.ts';

export const TIES = ['total', 'subtotal', 'none', 'unknown'] as const;

export interface Tie {
  /** Which sum of reconciliation the invoice's own total is; nobody says whether it holds tax. */
  tiesTo: (typeof TIES)[number];
  /** The nearer sum minus the invoice's total. */
  difference: Decimal | undefined;
}

/** Compares the invoice's total with the sums of its reconciliation. */
export function tieOf(totalCharges: Decimal | undefined, sums: { subtotal: Decimal; total: Decimal } | undefined): Tie {
  if (!totalCharges || !sums) return { tiesTo: 'unknown', difference: undefined };
  const ofTotal = subtract(sums.total, totalCharges);
  const ofSubtotal = subtract(sums.subtotal, totalCharges);
  if (sign(ofTotal) === 0) return { tiesTo: 'total', difference: ofTotal };
  if (sign(ofSubtotal) === 0) return { tiesTo: 'subtotal', difference: ofSubtotal };
  const difference = compare(size(ofTotal), size(ofSubtotal)) <= 0 ? ofTotal : ofSubtotal;
  return { tiesTo: 'none', difference };
}

function size({ unscaled, scale }: Decimal): Decimal {
  return { unscaled: unscaled < 0n ? -unscaled : unscaled, scale };
}
