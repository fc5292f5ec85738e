/**
 * Exact decimal numbers. Money is never a float: the double nearest to 757264.41585263734875022202 is another amount from its 17th digit on.
 */

/** `unscaled` × 10^-`scale`; `scale` is whole and not negative. Two of different scale may be the same number: `compare` says so. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

export const ZERO: Decimal = { unscaled: 0n, scale: 0 };

/**
 * Digits, in plain notation, of the longest number that is read. JSON has no limit, and `1e999999999` would fill the memory; no column of any
 * export holds more than 38 digits.
 */
export const MAX_DIGITS = 20_000;

/** The grammar of JSON numbers (RFC 8259, section 6). */
const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Reads any JSON number, with exponent or without. Undefined when the text is none, or is longer than `MAX_DIGITS` in plain notation. */
export function parseDecimal(text: string): Decimal | undefined {
  // The regular expression walks the whole text; a hostile one of many MiB ends here. Leading zeros of an exponent are the only slack.
  if (text.length > MAX_DIGITS + 64) return undefined;
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  if (digits === 0n) return { unscaled: 0n, scale: scale > 0 && scale <= MAX_DIGITS ? scale : 0 };
  if (!(scale <= MAX_DIGITS && whole.length + fraction.length - Math.min(scale, 0) <= MAX_DIGITS)) return undefined;
  const magnitude = scale < 0 ? digits * powerOfTen(-scale) : digits;
  return { unscaled: sign === '-' ? -magnitude : magnitude, scale: Math.max(scale, 0) };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { unscaled: unscaledAt(a, scale) + unscaledAt(b, scale), scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, negate(b));
}

/** The whole product; no digit is cut off. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return { unscaled: a.unscaled * b.unscaled, scale: a.scale + b.scale };
}

export function negate(value: Decimal): Decimal {
  return { unscaled: -value.unscaled, scale: value.scale };
}

/** Negative, zero or positive as `a` is less than, the same number as, or greater than `b`: an order for `sort`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return sign(subtract(a, b));
}

export function isZero(value: Decimal): boolean {
  return value.unscaled === 0n;
}

export function sign(value: Decimal): -1 | 0 | 1 {
  if (value.unscaled === 0n) return 0;
  return value.unscaled < 0n ? -1 : 1;
}

/** Cut off behind `places` decimals, towards zero: `ROUNDDOWN` of a spreadsheet. */
export function roundDown(value: Decimal, places: number): Decimal {
  if (value.scale <= places) return value;
  // BigInt division cuts towards zero.
  return { unscaled: value.unscaled / powerOfTen(value.scale - places), scale: places };
}

/** Plain notation, never an exponent; at least two decimals and no trailing zeros beyond them: `12.50`, `0.00`, `-0.0184`. */
export function decimalText(value: Decimal): string {
  const scale = Math.max(value.scale, 2);
  const unscaled = unscaledAt(value, scale);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, -scale);
  const fraction = digits.slice(-scale);
  let places = scale;
  while (places > 2 && fraction[places - 1] === '0') places--;
  return `${unscaled < 0n ? '-' : ''}${whole}.${fraction.slice(0, places)}`;
}

/** 10^`exponent`; those that columns need are made once. */
export function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

const POWERS: readonly bigint[] = Array.from({ length: 128 }, (_, exponent) => 10n ** BigInt(exponent));

function unscaledAt(value: Decimal, scale: number): bigint {
  return value.scale === scale ? value.unscaled : value.unscaled * powerOfTen(scale - value.scale);
}
