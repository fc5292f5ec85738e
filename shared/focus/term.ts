const NUMBERS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6 };
const TERM = /\b(\d+|one|two|three|four|five|six)[\s-]*(year|month)/i;

/** Months of a term in words: `One-Year commitment for monthly billing` is 12, `1 Month Subscription` is 1. */
export function monthsIn(text: string): number | undefined {
  const [, number = '', unit = ''] = TERM.exec(text) ?? [];
  if (number === '') return undefined;
  return (NUMBERS[number.toLowerCase()] ?? Number(number)) * (unit.toLowerCase() === 'year' ? 12 : 1);
}

/** Longer than any term: the end of what never ends. */
const MOST_MONTHS = 1200;

/** Whole months between two moments, microseconds since 1970; an end at the last second of a day counts as the day's end. */
export function monthsBetween(start: bigint, end: bigint): number | undefined {
  const [from, to] = [new Date(Number(start / 1000n)), new Date(Number((end + 1_000_000n) / 1000n))];
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  const whole = to.getUTCDate() < from.getUTCDate() ? months - 1 : months;
  return whole > 0 && whole <= MOST_MONTHS ? whole : undefined;
}
