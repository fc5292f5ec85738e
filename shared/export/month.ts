/** A calendar month in UTC, `YYYY-MM`. */
export type Month = string;

/** What Microsoft calls the two months an unbilled export can ask for. */
export const BILLING_PERIODS = ['current', 'last'] as const;
export type BillingPeriod = (typeof BILLING_PERIODS)[number];

/** The month that `current` or `last` means at this moment. */
export function monthOf(period: BillingPeriod, now: Date): Month {
  const monthsBack = period === 'current' ? 0 : 1;
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsBack, 1)).toISOString().slice(0, 7);
}

/**
 * The word for this month at this moment, or undefined when it is neither the current nor the last month any more. A
 * run that crosses the turn of a month must say `last` for what was `current` when it began.
 */
export function periodOf(month: Month, now: Date): BillingPeriod | undefined {
  return BILLING_PERIODS.find((period) => monthOf(period, now) === month);
}

/**
 * So long before and after the turn of a month two clocks, and the way between them, may differ on what `current`
 * means.
 */
const TURN_MS = 30_000;

/** Milliseconds until everybody means the same month by `current`; 0 except around the turn of a month. */
export function untilMonthIsPlain(now: Date): number {
  const turnOf = (months: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1);
  const turnMs = [turnOf(0), turnOf(1)].find((ms) => Math.abs(now.getTime() - ms) < TURN_MS);
  return turnMs === undefined ? 0 : turnMs + TURN_MS - now.getTime();
}
