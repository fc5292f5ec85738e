const FIRST_NUMBERS = 8192;

/** A set of whole numbers from 0 on that are close together, a bit each. */
export class NumberSet {
  size = 0;
  #bits = new Uint8Array(FIRST_NUMBERS / 8);

  add(number: number): this {
    const byte = Math.floor(number / 8);
    if (byte >= this.#bits.length) {
      const bits = new Uint8Array(2 ** Math.ceil(Math.log2(byte + 1)));
      bits.set(this.#bits);
      this.#bits = bits;
    }
    const mask = 1 << (number % 8);
    if (((this.#bits[byte] ?? 0) & mask) === 0) this.size++;
    this.#bits[byte] = (this.#bits[byte] ?? 0) | mask;
    return this;
  }

  has(number: number): boolean {
    return ((this.#bits[Math.floor(number / 8)] ?? 0) & (1 << (number % 8))) !== 0;
  }

  /** Numbers that `other` lacks: how many, and the first. */
  missingIn(other: NumberSet | undefined): { count: number; first: number } {
    let count = 0;
    let first = -1;
    for (let number = 0; number < this.#bits.length * 8; number++) {
      if (!this.has(number) || other?.has(number)) continue;
      if (count++ === 0) first = number;
    }
    return { count, first };
  }
}
