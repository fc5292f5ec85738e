import type { DateVector, DecimalVector, Int64Vector, TimestampVector } from './batch.ts';

/** Columns whose values all have the same width. Rows without a value keep what was there; `valid` says that it means nothing. */

export class DecimalColumn {
  readonly scale: number;
  readonly valid: Uint8Array;
  /** Four words a row, the lowest first. */
  readonly words: Int32Array;

  constructor(capacity: number, scale: number) {
    this.scale = scale;
    this.valid = new Uint8Array(capacity);
    this.words = new Int32Array(capacity * 4);
  }

  vector(): DecimalVector {
    return { type: 'decimal', scale: this.scale, words: this.words, valid: this.valid };
  }

  reset(rows: number): void {
    this.valid.fill(0, 0, rows);
  }
}

export class DateColumn {
  readonly valid: Uint8Array;
  readonly days: Int32Array;

  constructor(capacity: number) {
    this.valid = new Uint8Array(capacity);
    this.days = new Int32Array(capacity);
  }

  vector(): DateVector {
    return { type: 'date', days: this.days, valid: this.valid };
  }

  reset(rows: number): void {
    this.valid.fill(0, 0, rows);
  }
}

/** Values of 64 bits, two words a row, the lowest first: written as words, because a BigInt costs more than the rest of the value. */
class WideColumn {
  readonly valid: Uint8Array;
  readonly words: Int32Array;
  protected readonly values: BigInt64Array;

  constructor(capacity: number) {
    this.valid = new Uint8Array(capacity);
    this.words = new Int32Array(capacity * 2);
    this.values = new BigInt64Array(this.words.buffer);
  }

  reset(rows: number): void {
    this.valid.fill(0, 0, rows);
  }
}

export class TimestampColumn extends WideColumn {
  vector(): TimestampVector {
    return { type: 'timestamp', micros: this.values, valid: this.valid };
  }
}

export class Int64Column extends WideColumn {
  vector(): Int64Vector {
    return { type: 'int64', values: this.values, valid: this.valid };
  }
}
