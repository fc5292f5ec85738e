import type { DecimalVector } from './batch.ts';
import { DecimalReader } from './decimalReader.ts';
import { DecimalColumn } from './fixedColumns.ts';
import { NUMBER } from './jsonKind.ts';
import type { LineSource } from './lineSource.ts';
import { readMisfit } from './misfits.ts';

/** A column of exact numbers. A text never fits it, however numeric it looks. */
export class DecimalCells {
  readonly kinds: Uint8Array;
  readonly #decimals: Int32Array;
  readonly #index: number;
  readonly #column: DecimalColumn;
  readonly #source: LineSource;
  readonly #reader = new DecimalReader();

  constructor(column: number, capacity: number, scale: number, source: LineSource) {
    this.kinds = new Uint8Array(capacity);
    this.#decimals = new Int32Array(capacity);
    this.#index = column;
    this.#column = new DecimalColumn(capacity, scale);
    this.#source = source;
  }

  read(row: number, at: number): number {
    const { bytes } = this.#source;
    const first = bytes[at] as number;
    if (first !== 0x2d && !(first >= 0x30 && first <= 0x39)) {
      return readMisfit(this.#source, this.#index, this.kinds, row, at);
    }
    const { words, scale, valid } = this.#column;
    const reader = this.#reader;
    const fits = reader.read(bytes, at, scale, words, row * 4);
    const end = reader.end;
    if (fits) valid[row] = 1;
    else if (end < 0) return -1;
    else this.#source.misfits.push({ column: this.#index, keyStart: -1, keyEnd: -1, start: at, end });
    this.#decimals[row] = reader.decimals;
    this.kinds[row] = NUMBER;
    return end;
  }

  repeat(row: number): void {
    const { words, valid } = this.#column;
    const to = row * 4;
    words[to] = words[to - 4] as number;
    words[to + 1] = words[to - 3] as number;
    words[to + 2] = words[to - 2] as number;
    words[to + 3] = words[to - 1] as number;
    valid[row] = valid[row - 1] as number;
    this.#decimals[row] = this.#decimals[row - 1] as number;
    this.kinds[row] = this.kinds[row - 1] as number;
  }

  clear(row: number): void {
    this.#column.valid[row] = 0;
    this.kinds[row] = 0;
  }

  vector(): DecimalVector {
    return this.#column.vector();
  }

  /** The most decimals that a number of the first `rows` was written with, -1 when there was none. */
  mostDecimalsOf(rows: number): number {
    let most = -1;
    for (let row = 0; row < rows; row++) {
      if (this.kinds[row] === NUMBER && (this.#decimals[row] as number) > most) most = this.#decimals[row] as number;
    }
    return most;
  }

  reset(rows: number): void {
    this.#column.reset(rows);
    this.kinds.fill(0, 0, rows);
  }
}
