import type { TimestampVector } from './batch.ts';
import { TimestampColumn } from './fixedColumns.ts';
import { TEXT } from './jsonKind.ts';
import type { LineSource } from './lineSource.ts';
import { readMisfit } from './misfits.ts';
import { type Moment, parseMoment, readMomentAt, writeMicros } from './timeReader.ts';
import { timeTextAt } from './timeText.ts';

/** A column of moments in UTC. */
export class TimestampCells {
  readonly kinds: Uint8Array;
  readonly #index: number;
  readonly #column: TimestampColumn;
  readonly #source: LineSource;
  readonly #moment: Moment = { days: 0, micros: 0 };

  constructor(column: number, capacity: number, source: LineSource) {
    this.kinds = new Uint8Array(capacity);
    this.#index = column;
    this.#column = new TimestampColumn(capacity);
    this.#source = source;
  }

  read(row: number, at: number): number {
    const { bytes } = this.#source;
    if (bytes[at] === 0x22) {
      const end = readMomentAt(bytes, at + 1, this.#moment);
      if (end >= 0) return this.#keep(row, this.#moment, end);
      const unusual = timeTextAt(bytes, at);
      const moment = unusual === undefined ? undefined : parseMoment(unusual.text);
      if (unusual !== undefined && moment !== undefined) return this.#keep(row, moment, unusual.end);
    }
    return readMisfit(this.#source, this.#index, this.kinds, row, at);
  }

  repeat(row: number): void {
    const { words, valid } = this.#column;
    words[row * 2] = words[row * 2 - 2] as number;
    words[row * 2 + 1] = words[row * 2 - 1] as number;
    valid[row] = valid[row - 1] as number;
    this.kinds[row] = this.kinds[row - 1] as number;
  }

  clear(row: number): void {
    this.#column.valid[row] = 0;
    this.kinds[row] = 0;
  }

  vector(): TimestampVector {
    return this.#column.vector();
  }

  reset(rows: number): void {
    this.#column.reset(rows);
    this.kinds.fill(0, 0, rows);
  }

  #keep(row: number, moment: Moment, end: number): number {
    writeMicros(moment, this.#column.words, row * 2);
    this.#column.valid[row] = 1;
    this.kinds[row] = TEXT;
    return end;
  }
}
