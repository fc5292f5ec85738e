import type { DateVector } from './batch.ts';
import { DateColumn } from './fixedColumns.ts';
import { TEXT } from './jsonKind.ts';
import type { LineSource } from './lineSource.ts';
import { readMisfit } from './misfits.ts';
import { daysAt, parseDate } from './timeReader.ts';
import { timeTextAt } from './timeText.ts';

/** A column of days. */
export class DateCells {
  readonly kinds: Uint8Array;
  readonly #index: number;
  readonly #column: DateColumn;
  readonly #source: LineSource;

  constructor(column: number, capacity: number, source: LineSource) {
    this.kinds = new Uint8Array(capacity);
    this.#index = column;
    this.#column = new DateColumn(capacity);
    this.#source = source;
  }

  read(row: number, at: number): number {
    const { bytes } = this.#source;
    const usual = bytes[at] === 0x22 && bytes[at + 11] === 0x22 ? daysAt(bytes, at + 1) : undefined;
    if (usual !== undefined) return this.#keep(row, usual, at + 12);
    const unusual = timeTextAt(bytes, at);
    const days = unusual === undefined ? undefined : parseDate(unusual.text);
    if (unusual !== undefined && days !== undefined) return this.#keep(row, days, unusual.end);
    return readMisfit(this.#source, this.#index, this.kinds, row, at);
  }

  repeat(row: number): void {
    const { days, valid } = this.#column;
    days[row] = days[row - 1] as number;
    valid[row] = valid[row - 1] as number;
    this.kinds[row] = this.kinds[row - 1] as number;
  }

  clear(row: number): void {
    this.#column.valid[row] = 0;
    this.kinds[row] = 0;
  }

  vector(): DateVector {
    return this.#column.vector();
  }

  reset(rows: number): void {
    this.#column.reset(rows);
    this.kinds.fill(0, 0, rows);
  }

  #keep(row: number, days: number, end: number): number {
    this.#column.days[row] = days;
    this.#column.valid[row] = 1;
    this.kinds[row] = TEXT;
    return end;
  }
}
