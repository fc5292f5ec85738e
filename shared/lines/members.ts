const FIRST_CAPACITY = 128;

/**
 * Where the members of one line lie in the buffer, in the order of the line. A member reaches from the brace or comma before it to the comma or
 * brace behind it.
 */
export class Members {
  count = 0;
  start = 0;
  /** Behind the line's last brace. */
  end = 0;
  /** Of the separator before each member, from the line's start. */
  #offsets = new Int32Array(FIRST_CAPACITY);
  #lengths = new Int32Array(FIRST_CAPACITY);
  #valueOffsets = new Int32Array(FIRST_CAPACITY);
  #codes = new Int32Array(FIRST_CAPACITY);
  #fitted = new Uint8Array(FIRST_CAPACITY);

  begin(start: number): void {
    this.start = start;
    this.count = 0;
  }

  /** A member of a known attribute: `code` is column × 4 + rank of its key. */
  add(separator: number, valueAt: number, code: number, fitted: boolean): void {
    const index = this.count;
    if (index === this.#codes.length) this.#grow();
    this.#offsets[index] = separator - this.start;
    this.#valueOffsets[index] = valueAt - separator;
    this.#codes[index] = code;
    this.#fitted[index] = fitted ? 1 : 0;
    this.count = index + 1;
  }

  /** The separator behind the member that was added last. */
  close(separator: number): void {
    const index = this.count - 1;
    this.#lengths[index] = separator - this.start - (this.#offsets[index] as number);
  }

  /** Bytes from the separator before a member to the one behind it, which is not counted. */
  length(index: number): number {
    return this.#lengths[index] as number;
  }

  /** Bytes from the separator before a member to its value. */
  valueOffset(index: number): number {
    return this.#valueOffsets[index] as number;
  }

  code(index: number): number {
    return this.#codes[index] as number;
  }

  fitted(index: number): boolean {
    return this.#fitted[index] === 1;
  }

  /**
   * How many bytes from `position` are those of member `index`, in the same buffer; more than `length` when the separator behind the member is
   * the same, too. Reads up to three bytes behind it.
   */
  commonBytes(index: number, view: DataView, position: number): number {
    const own = this.start + (this.#offsets[index] as number);
    const length = this.#lengths[index] as number;
    for (let offset = 0; offset <= length; offset += 4) {
      const difference = view.getInt32(own + offset, true) ^ view.getInt32(position + offset, true);
      if (difference !== 0) return offset + ((31 - Math.clz32(difference & -difference)) >> 3);
    }
    return length + 1;
  }

  /** Which member to expect next when the line has just had the attribute of `code`: the one behind it, or still `expected`. */
  after(code: number, expected: number): number {
    for (let index = expected; index < this.count; index++) {
      if ((this.#codes[index] as number) >> 2 === code >> 2) return index + 1;
    }
    return expected;
  }

  #grow(): void {
    const capacity = this.#codes.length * 2;
    const copied = (from: Int32Array, to: Int32Array<ArrayBuffer>) => {
      to.set(from);
      return to;
    };
    this.#offsets = copied(this.#offsets, new Int32Array(capacity));
    this.#lengths = copied(this.#lengths, new Int32Array(capacity));
    this.#valueOffsets = copied(this.#valueOffsets, new Int32Array(capacity));
    this.#codes = copied(this.#codes, new Int32Array(capacity));
    const fitted = new Uint8Array(capacity);
    fitted.set(this.#fitted);
    this.#fitted = fitted;
  }
}
