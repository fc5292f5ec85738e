import type { ColumnVector } from './batch.ts';
import type { Column } from './columns.ts';
import { DateCells } from './dateCells.ts';
import { DecimalCells } from './decimalCells.ts';
import type { LineSource } from './lineSource.ts';
import { TextCells } from './textCells.ts';
import { TimestampCells } from './timestampCells.ts';

/** Reads the values of one column into the batch. */
export interface Cells {
  /** What stood in the line, a `JsonKind` a row. */
  readonly kinds: Uint8Array;
  /** Reads the JSON value at `at` (no blank) into a row that has none yet; the position behind it, or -1 when it is no JSON. */
  read(row: number, at: number): number;
  /** The row's value is that of the row before, which fitted. */
  repeat(row: number): void;
  /** As if the row had no such key. */
  clear(row: number): void;
  /** Of a column of numbers: the most decimals that one of the first `rows` was written with, -1 when there was none. */
  mostDecimalsOf?(rows: number): number;
  vector(): ColumnVector;
  /** Begins a new batch; `rows` were used. */
  reset(rows: number): void;
}

export function createCells({ type, name }: Column, column: number, capacity: number, source: LineSource): Cells {
  switch (type.type) {
    case 'string':
      return new TextCells(column, capacity, source);
    case 'decimal':
      return new DecimalCells(column, capacity, type.scale, source);
    case 'date':
      return new DateCells(column, capacity, source);
    case 'timestamp':
      return new TimestampCells(column, capacity, source);
    case 'int64':
    case 'int32':
      throw new Error(`No attribute is a whole number, as ${name} is said to be.`);
  }
}
