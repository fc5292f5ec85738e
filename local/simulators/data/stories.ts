/**
 * What an invoice of a real year can be like, by the month that it bills. `plain` invoices tie to the total, tax included.
 *
 * - `refunds`: consumption that is given back, and licences that were reduced.
 * - `lateUsage`: the usage file is there in part at first, and whole two days later.
 * - `restatedUsage`: one customer's usage is too high at first, and is put right twenty days later.
 * - `licencesOnly`: no consumption, hence no usage: that export fails with 5000.
 * - `tiesToSubtotal`: the total of the invoice is without tax.
 * - `tiesToNothing`: the total of the invoice is neither sum.
 * - `creditNote`: money back, in a document of its own.
 */
export const STORIES = [
  'plain',
  'refunds',
  'lateUsage',
  'restatedUsage',
  'licencesOnly',
  'tiesToSubtotal',
  'tiesToNothing',
  'creditNote',
] as const;
export type Story = (typeof STORIES)[number];

/** By series (one a currency, in their order) and month of the year that is billed, 1 to 12. */
const YEAR: readonly Readonly<Record<number, Story>>[] = [
  { 2: 'refunds', 3: 'lateUsage', 5: 'tiesToSubtotal', 8: 'restatedUsage' },
  { 4: 'licencesOnly', 7: 'refunds', 9: 'tiesToNothing', 10: 'lateUsage' },
];

export function storyOf(series: number, billingMonth: string): Story {
  return YEAR[series]?.[Number(billingMonth.slice(5))] ?? 'plain';
}

const HOUR_MS = 3_600_000;

/** How long after the invoice its usage is built a second time, whole or put right. */
const REBUILT_AFTER_MS: Partial<Record<Story, number>> = {
  lateUsage: 48 * HOUR_MS,
  restatedUsage: 20 * 24 * HOUR_MS,
};

/** The usage of an invoice that there is by now. */
export function usageBuildOf(story: Story, publishedAt: Date, now: Date): { builtAt: Date; isFirstOfTwo: boolean } {
  const settledAt = new Date(publishedAt.getTime() + (REBUILT_AFTER_MS[story] ?? 0));
  return now < settledAt ? { builtAt: publishedAt, isFirstOfTwo: true } : { builtAt: settledAt, isFirstOfTwo: false };
}
