const DAY_MS = 86_400_000;
const MICROS_PER_DAY = 86_400_000_000;
const WORD = 2 ** 32;
/** Microseconds of a day as a whole number of 2^32 and what is left: products with days stay below 2^53. */
const DAY_HIGH = Math.floor(MICROS_PER_DAY / WORD);
const DAY_LOW = MICROS_PER_DAY % WORD;
const FIRST_DAY = daysOf(1, 1, 1);
const LAST_DAY = daysOf(9999, 12, 31);

/** A moment: days since 1970-01-01 in UTC and microseconds of that day. */
export interface Moment {
  days: number;
  micros: number;
}

/** ISO 8601, with a zone or in UTC without one; of the decimals of a second, those behind the sixth must be 0. */
const TIMESTAMP =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?(?:([Zz])|([+-])(\d{2})(?::?(\d{2}))?)?$/;
const BEYOND_MICROS = /[.,]\d{6}0*[1-9]/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The days since 1970-01-01 of a day that exists in the years 0001 to 9999, or of a date-time at 00:00:00 UTC; else undefined. */
export function parseDate(text: string): number | undefined {
  const match = DAY.exec(text);
  if (match) return dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
  const moment = parseMoment(text);
  return moment?.micros === 0 ? moment.days : undefined;
}

/** The moment that a date-time names, or undefined when it is none or is finer than a microsecond. */
export function parseMoment(text: string): Moment | undefined {
  const match = TIMESTAMP.exec(text);
  if (!match || BEYOND_MICROS.test(text)) return undefined;
  const days = dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? '0')];
  const [zoneHour, zoneMinute] = [Number(match[10] ?? '0'), Number(match[11] ?? '0')];
  if (days === undefined || hour > 23 || minute > 59 || second > 59 || zoneHour > 23 || zoneMinute > 59)
    return undefined;
  const offsetMinutes = (match[9] === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute);
  const minutes = hour * 60 + minute - offsetMinutes;
  const shift = Math.floor(minutes / 1440);
  const fraction = Number((match[7] ?? '').padEnd(6, '0'));
  const micros = ((minutes - shift * 1440) * 60 + second) * 1_000_000 + fraction;
  const day = days + shift;
  return day >= FIRST_DAY && day <= LAST_DAY ? { days: day, micros } : undefined;
}

/** Writes a moment as microseconds since 1970: 64 bits in two words, the lowest first. */
export function writeMicros({ days, micros }: Moment, words: Int32Array, target: number): void {
  const low = days * DAY_LOW + micros;
  const carry = Math.floor(low / WORD);
  words[target] = low - carry * WORD;
  words[target + 1] = days * DAY_HIGH + carry;
}

function dayOf(year: number, month: number, day: number): number | undefined {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysOf(year, month, day);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 in the calendar that ISO 8601 extends backwards. */
function daysOf(year: number, month: number, day: number): number {
  const date = new Date(0);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / DAY_MS;
}
