import { DECIMAL_PRECISION } from './columns.ts';
import { skipNumber } from './jsonText.ts';

const ZERO = 0x30;
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

  /**
   * Reads the number at `at` and writes its four words, lowest first, to `words` from `target`. False when it does not fit exactly (more decimals
   * than `scale` that are not zeros, or more than 38 digits); `end` is then set all the same, or -1 when there is no number.
   */
  read(bytes: Uint8Array, at: number, scale: number, words: Int32Array, target: number): boolean {
    const end = skipNumber(bytes, at);
    this.end = end;
    if (end < 0) return false;
    const negative = bytes[at] === 0x2d;
    let position = negative ? at + 1 : at;
    let point = -1;
    let first = -1;
    let last = -1;
    // The digits that count are those from the first to the last that is not 0.
    for (; position < end; position++) {
      const byte = bytes[position] as number;
      if (byte === 0x2e) point = position;
      else if (byte > 0x39) break;
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

  /** The digits from `first` to `last`, and `zeros` behind them. */
  #take(bytes: Uint8Array, first: number, last: number, zeros: number): void {
    this.#used = 0;
    let chunk = 0;
    let digits = 0;
    for (let position = first; position <= last; position++) {
      const byte = bytes[position] as number;
      if (byte === 0x2e) continue;
      chunk = chunk * 10 + (byte - ZERO);
      if (++digits < CHUNK_DIGITS) continue;
      this.#multiplyAndAdd(10_000_000, chunk);
      chunk = 0;
      digits = 0;
    }
    if (digits > 0) this.#multiplyAndAdd(POWERS[digits] as number, chunk);
    let left = zeros;
    for (; left >= CHUNK_DIGITS; left -= CHUNK_DIGITS) this.#multiplyAndAdd(10_000_000, 0);
    if (left > 0) this.#multiplyAndAdd(POWERS[left] as number, 0);
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
  const negative = bytes[at] === 0x2d;
  let exponent = 0;
  for (let position = negative || bytes[at] === 0x2b ? at + 1 : at; position < end; position++) {
    exponent = Math.min(exponent * 10 + ((bytes[position] as number) - ZERO), 999_999_999);
  }
  return negative ? -exponent : exponent;
}
