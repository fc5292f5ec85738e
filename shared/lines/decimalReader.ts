import { DECIMAL_PRECISION } from './columns.ts';
import { skipNumber } from './jsonText.ts';

const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const POINT = 0x2e;
const LIMBS = 5;
const LIMB = 2 ** 28;
/** Seven digits and a limb multiply to less than 2^53: a double holds them exactly, and no BigInt is made. */
const CHUNK_DIGITS = 7;
const POWERS = Array.from({ length: CHUNK_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/**
 * Reads JSON numbers digit by digit into whole numbers of 128 bits, scaled to a column. The number is kept in five limbs of 28 bits, the lowest
 * first, and multiplied by 10^7 for each seven digits.
 */
export class DecimalReader {
  /** Behind the number that was read last. */
  end = 0;
  /** Decimals of the number that was read last, as it was written: `1.50` has 2, `0E-20` has 20, `1e3` has none. */
  decimals = 0;
  readonly #limbs = new Float64Array(LIMBS);
  #used = 0;
  /** Digits that no limb has yet: their number, and how many they are. */
  #chunk = 0;
  #digits = 0;

  /**
   * Reads the number at `at` and writes its four words, lowest first, to `words` from `target`. False when it does not fit exactly (more decimals
   * than `scale` that are not zeros, or more than 38 digits); `end` is then set all the same, or -1 when there is no number.
   */
  read(bytes: Uint8Array, at: number, scale: number, words: Int32Array, target: number): boolean {
    if (this.#takeUsual(bytes, at, scale)) return this.#write(words, target, bytes[at] === MINUS);
    this.#used = 0;
    return this.#readAny(bytes, at, scale, words, target);
  }

  /** A number without exponent that fits by the count of its digits: taken in one pass. False when it is another one, or none. */
  #takeUsual(bytes: Uint8Array, at: number, scale: number): boolean {
    this.#used = 0;
    this.#chunk = 0;
    this.#digits = 0;
    const whole = bytes[at] === MINUS ? at + 1 : at;
    let position = this.#takeDigits(bytes, whole, whole + DECIMAL_PRECISION - scale);
    if (position === whole || (bytes[whole] === ZERO && position > whole + 1)) return false;
    let decimals = 0;
    if (bytes[position] === POINT) {
      const fraction = position + 1;
      position = this.#takeDigits(bytes, fraction, fraction + scale);
      decimals = position - fraction;
      if (decimals === 0) return false;
    }
    const next = bytes[position] as number;
    // Digits that are left, or an exponent.
    if ((next >= ZERO && next <= NINE) || next === POINT || (next | 0x20) === 0x65) return false;
    this.end = position;
    this.decimals = decimals;
    if (this.#digits > 0) this.#multiplyAndAdd(POWERS[this.#digits] as number, this.#chunk);
    this.#appendZeros(scale - decimals);
    return true;
  }

  /** Takes digits up to `end` at most; the position behind the last. */
  #takeDigits(bytes: Uint8Array, at: number, end: number): number {
    let chunk = this.#chunk;
    let digits = this.#digits;
    let position = at;
    for (; position < end; position++) {
      const digit = (bytes[position] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      chunk = chunk * 10 + digit;
      if (++digits < CHUNK_DIGITS) continue;
      this.#multiplyAndAdd(10_000_000, chunk);
      chunk = 0;
      digits = 0;
    }
    this.#chunk = chunk;
    this.#digits = digits;
    return position;
  }

  #appendZeros(zeros: number): void {
    let left = zeros;
    for (; left >= CHUNK_DIGITS; left -= CHUNK_DIGITS) this.#multiplyAndAdd(10_000_000, 0);
    if (left > 0) this.#multiplyAndAdd(POWERS[left] as number, 0);
  }

  #readAny(bytes: Uint8Array, at: number, scale: number, words: Int32Array, target: number): boolean {
    const end = skipNumber(bytes, at);
    this.end = end;
    if (end < 0) return false;
    const negative = bytes[at] === MINUS;
    let position = negative ? at + 1 : at;
    let point = -1;
    let first = -1;
    let last = -1;
    // The digits that count are those from the first to the last that is not 0.
    for (; position < end; position++) {
      const byte = bytes[position] as number;
      if (byte === POINT) point = position;
      else if (byte > NINE) break;
      else if (byte !== ZERO) {
        if (first < 0) first = position;
        last = position;
      }
    }
    const digitsEnd = position;
    const exponent = position < end ? exponentAt(bytes, position + 1, end) : 0;
    this.decimals = Math.max((point < 0 ? 0 : digitsEnd - point - 1) - exponent, 0);
    if (first < 0) return this.#write(words, target, false);
    if (point < 0) point = digitsEnd;
    // The place of a digit: how many powers of ten it stands for, the units being 0.
    const firstPlace = (first < point ? point - first - 1 : point - first) + exponent;
    const lastPlace = (last < point ? point - last - 1 : point - last) + exponent;
    if (lastPlace < -scale || firstPlace >= DECIMAL_PRECISION - scale) return false;
    this.#take(bytes, first, last, lastPlace + scale);
    return this.#write(words, target, negative);
  }

  /** The digits from `first` to `last`, where a point may be among them, and `zeros` behind them. */
  #take(bytes: Uint8Array, first: number, last: number, zeros: number): void {
    this.#chunk = 0;
    this.#digits = 0;
    const point = this.#takeDigits(bytes, first, last + 1);
    if (point <= last) this.#takeDigits(bytes, point + 1, last + 1);
    if (this.#digits > 0) this.#multiplyAndAdd(POWERS[this.#digits] as number, this.#chunk);
    this.#appendZeros(zeros);
  }

  #multiplyAndAdd(factor: number, addend: number): void {
    const limbs = this.#limbs;
    let carry = addend;
    let i = 0;
    for (; i < this.#used; i++) {
      const product = (limbs[i] as number) * factor + carry;
      carry = Math.floor(product / LIMB);
      limbs[i] = product - carry * LIMB;
    }
    if (carry === 0) return;
    limbs[i] = carry;
    this.#used = i + 1;
  }

  #write(words: Int32Array, target: number, negative: boolean): boolean {
    const limbs = this.#limbs;
    for (let i = this.#used; i < LIMBS; i++) limbs[i] = 0;
    this.#used = 0;
    const a = limbs[0] as number;
    const b = limbs[1] as number;
    const c = limbs[2] as number;
    const d = limbs[3] as number;
    const e = limbs[4] as number;
    let w0 = a | (b << 28);
    let w1 = (b >>> 4) | (c << 24);
    let w2 = (c >>> 8) | (d << 20);
    let w3 = (d >>> 12) | (e << 16);
    if (negative) {
      // Two's complement: all bits turned, and one more.
      w0 = -w0 | 0;
      w1 = w0 === 0 ? -w1 | 0 : ~w1;
      w2 = w0 === 0 && w1 === 0 ? -w2 | 0 : ~w2;
      w3 = w0 === 0 && w1 === 0 && w2 === 0 ? -w3 | 0 : ~w3;
    }
    words[target] = w0;
    words[target + 1] = w1;
    words[target + 2] = w2;
    words[target + 3] = w3;
    return true;
  }
}

/** The exponent whose sign or first digit is at `at`. One of ten digits or more is beyond every column, and stays finite. */
function exponentAt(bytes: Uint8Array, at: number, end: number): number {
  const negative = bytes[at] === MINUS;
  let exponent = 0;
  for (let position = negative || bytes[at] === 0x2b ? at + 1 : at; position < end; position++) {
    exponent = Math.min(exponent * 10 + ((bytes[position] as number) - ZERO), 999_999_999);
  }
  return negative ? -exponent : exponent;
}
