import type { Month } from '../export/month.ts';

const DAY_MICROS = 86_400_000_000n;

/** The first moment of a month, microseconds since 1970; `months` later than it. */
export function monthStart(month: Month, months = 0): bigint {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return BigInt(Date.UTC(year, number - 1 + months, 1)) * 1000n;
}

export function dayStart(day: number): bigint {
  return BigInt(day) * DAY_MICROS;
}

/** 9999-12-31, the end of what never ends. One day more is beyond what .NET, Spark and Data Explorer can hold. */
const LAST_DAY = BigInt(Date.UTC(9999, 11, 31)) * 1000n;

/**
 * The end of a charge as FOCUS counts it, exclusive. The export writes ends in three ways, all inclusive: the last second or millisecond of a day, or the
 * day itself.
 */
export function exclusiveEnd(end: bigint): bigint {
  if (end >= LAST_DAY) return end;
  const time = ((end % DAY_MICROS) + DAY_MICROS) % DAY_MICROS;
  if (time === 0n) return end + DAY_MICROS;
  return time >= DAY_MICROS - 1_000_000n ? end - time + DAY_MICROS : end;
}

/** The calendar month before that of a date (`YYYY-MM…`). */
export function monthBefore(date: string): Month {
  const [year = 0, number = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, number - 2, 1)).toISOString().slice(0, 7);
}
