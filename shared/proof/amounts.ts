import type { Decimal } from '../decimal.ts';

export const ONE: Decimal = { unscaled: 1n, scale: 0 };
/** The smallest step of an amount with two decimals, in whatever currency. */
export const CENT: Decimal = { unscaled: 1n, scale: 2 };
/** Places that Microsoft rounds an amount of an invoice line to. */
export const CENT_PLACES = 2;
