import type { Decimal } from '../decimal.ts';
import { powerOfTen } from '../decimal.ts';
import type { Batch, ColumnVector } from './batch.ts';
import { type Column, DECIMAL_PRECISION } from './columns.ts';
import { DateColumn, DecimalColumn, Int64Column, TimestampColumn } from './fixedColumns.ts';
import { StringColumn } from './stringColumn.ts';
import { parseDate, parseMoment, writeMicros } from './timeReader.ts';

export type ColumnStore = StringColumn | DecimalColumn | DateColumn | TimestampColumn | Int64Column;

/** A column in memory for `capacity` rows. */
export function createStore({ type }: Column, capacity: number): ColumnStore {
  switch (type.type) {
    case 'string':
      return new StringColumn(capacity);
    case 'decimal':
      return new DecimalColumn(capacity, type.scale);
    case 'date':
      return new DateColumn(capacity);
    case 'timestamp':
      return new TimestampColumn(capacity);
    case 'int64':
      return new Int64Column(capacity);
    case 'int32':
      throw new Error('No row is built with a column of 32 bits.');
  }
}

/** What a cell is set to: a text in the form of its column's type (`2026-10-31`, ISO 8601), an exact number, or null. */
export type Cell = string | Decimal | bigint | null;

/** Makes batches of rows that come one by one from elsewhere than a file. */
export class BatchBuilder {
  readonly #columns: readonly Column[];
  readonly #stores: readonly ColumnStore[];
  readonly #capacity: number;
  #rows = 0;
  /** Rows of the batch that was taken last, which the stores still hold. */
  #taken = 0;

  constructor(columns: readonly Column[], capacity: number) {
    this.#columns = columns;
    this.#capacity = capacity;
    this.#stores = columns.map((column) => createStore(column, capacity));
  }

  get rows(): number {
    return this.#rows;
  }

  get full(): boolean {
    return this.#rows >= this.#capacity;
  }

  /** Adds a row, one cell for each column. Throws a RangeError when a value does not fit its column exactly, or the batch is full. */
  add(cells: readonly Cell[]): void {
    if (this.full) throw new RangeError('The batch is full.');
    if (this.#taken > 0) {
      for (const store of this.#stores) store.reset(this.#taken);
      this.#taken = 0;
    }
    for (const [index, store] of this.#stores.entries()) {
      const cell = cells[index];
      if (cell === null || cell === undefined) continue;
      if (!setCell(store, this.#rows, cell)) {
        throw new RangeError(`A value does not fit the column ${this.#columns[index]?.name}.`);
      }
    }
    this.#rows++;
  }

  /** The rows so far, to be read until the next one is added; the builder then begins anew. */
  take(): Batch {
    const columns: ColumnVector[] = this.#stores.map((store) => store.vector());
    const rows = this.#rows;
    this.#rows = 0;
    this.#taken = Math.max(rows, this.#taken);
    return { rows, columns };
  }
}

function setCell(store: ColumnStore, row: number, cell: Exclude<Cell, null>): boolean {
  if (store instanceof StringColumn) {
    if (typeof cell !== 'string') return false;
    store.indices[row] = store.addText(cell);
    return true;
  }
  const fits = setFixed(store, row, cell);
  if (fits) store.valid[row] = 1;
  return fits;
}

function setFixed(store: Exclude<ColumnStore, StringColumn>, row: number, cell: Exclude<Cell, null>): boolean {
  if (store instanceof DecimalColumn) return typeof cell === 'object' && setDecimal(store, row, cell);
  if (store instanceof Int64Column) {
    if (typeof cell !== 'bigint' || BigInt.asIntN(64, cell) !== cell) return false;
    store.words[row * 2] = Number(BigInt.asIntN(32, cell));
    store.words[row * 2 + 1] = Number(BigInt.asIntN(32, cell >> 32n));
    return true;
  }
  if (typeof cell !== 'string') return false;
  if (store instanceof DateColumn) {
    const days = parseDate(cell);
    if (days !== undefined) store.days[row] = days;
    return days !== undefined;
  }
  const moment = parseMoment(cell);
  if (moment) writeMicros(moment, store.words, row * 2);
  return moment !== undefined;
}

const BOUND = powerOfTen(DECIMAL_PRECISION);

function setDecimal(store: DecimalColumn, row: number, { unscaled, scale }: Decimal): boolean {
  const excess = powerOfTen(Math.max(scale - store.scale, 0));
  if (unscaled % excess !== 0n) return false;
  let value = (unscaled / excess) * powerOfTen(Math.max(store.scale - scale, 0));
  if (value >= BOUND || value <= -BOUND) return false;
  for (let word = 0; word < 4; word++, value >>= 32n) store.words[row * 4 + word] = Number(BigInt.asIntN(32, value));
  return true;
}
