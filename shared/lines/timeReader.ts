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

const ZERO = 0x30;
const HYPHEN = 0x2d;

/** The number of two digits at `at`; not below 0 only when both are digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const units = (bytes[at + 1] as number) - ZERO;
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : -1;
}

/** The days since 1970-01-01 of the ten bytes `YYYY-MM-DD` at `at`, or undefined when they are no day. */
export function daysAt(bytes: Uint8Array, at: number): number | undefined {
  const century = twoDigits(bytes, at);
  const years = twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  if (century < 0 || years < 0 || bytes[at + 4] !== HYPHEN || bytes[at + 7] !== HYPHEN) return undefined;
  const year = century * 100 + years;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  // Years begin in March, so that the day that comes and goes is their last.
  const y = month > 2 ? year : year - 1;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leapDays + Math.floor((153 * monthFromMarch + 2) / 5) + day - 1 - 719468;
}

/** Reads `YYYY-MM-DDTHH:MM:SS`, decimals if there are, `Z` and the closing quote; the position behind it, or -1 when it is written otherwise. */
export function readMomentAt(bytes: Uint8Array, at: number, into: Moment): number {
  const days = daysAt(bytes, at);
  const hour = twoDigits(bytes, at + 11);
  const minute = twoDigits(bytes, at + 14);
  const second = twoDigits(bytes, at + 17);
  if (days === undefined || bytes[at + 10] !== 0x54 || bytes[at + 13] !== 0x3a || bytes[at + 16] !== 0x3a) return -1;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return -1;
  let position = at + 19;
  let micros = 0;
  if (bytes[position] === 0x2e) {
    let unit = 100_000;
    position++;
    for (let digit = (bytes[position] as number) - ZERO; digit >= 0 && digit <= 9; unit /= 10) {
      if (unit < 1) return -1;
      micros += digit * unit;
      digit = (bytes[++position] as number) - ZERO;
    }
    if (unit === 100_000) return -1;
  }
  if (bytes[position] !== 0x5a || bytes[position + 1] !== 0x22) return -1;
  into.days = days;
  into.micros = ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros;
  return position + 2;
}
