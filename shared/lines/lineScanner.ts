import type { Batch } from './batch.ts';
import { type Cells, createCells } from './cells.ts';
import type { Attribute } from './columns.ts';
import { Findings } from './findings.ts';
import { skipBlanks } from './jsonText.ts';
import { Keys } from './keys.ts';
import { Lineage } from './lineage.ts';
import { LineSource } from './lineSource.ts';
import { RowReader } from './rowReader.ts';
import type { ScanReport } from './scanReport.ts';
import { Unfit, type UnfitAmount } from './unfit.ts';

/** A batch of landed lines: the attributes, then `LANDING_COLUMNS`. */
export interface LineBatch extends Batch {
  /** Amounts that their column cannot hold: null in the table, which the version stays out of, but part of sums where they are numbers. */
  readonly unfitAmounts: readonly UnfitAmount[];
}

export interface ScanOptions {
  readonly attributes: readonly Attribute[];
  /** Of the data; `LandingVersion` of every row. */
  readonly version: string;
  readonly rowsPerBatch?: number;
}

/** Rows of a batch, and so of a row group of a Parquet file. */
export const ROWS_PER_BATCH = 32_768;
/** A batch ends early when its texts, each counted once a column, take more. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;
/** A line of the services has some two thousand bytes. One that is longer than this is not read, but is a fault. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;
/** The line before is kept for comparison when the buffer is filled anew, unless it is longer. */
const MAX_KEPT_BYTES = 64 * 1024;
const MAX_CAPACITY = MAX_LINE_BYTES + 2 * MAX_KEPT_BYTES;
const NEWLINE = 0x0a;

/**
 * JSON lines → batches of typed columns, in one pass, exactly: files come one after the other, each as chunks of bytes that may end anywhere.
 * Memory is bounded by `rowsPerBatch` and the limits above, however much is read.
 *
 * Every line is either a row, or blank, or a fault. A value that its column cannot hold exactly is null there and stands in `LandingUnfit`, as
 * does an attribute that is not known. Bytes that are no UTF-8 and halves of surrogate pairs become U+FFFD: a table has no place for them,
 * `LandingLine` leads to them.
 */
export class LineScanner {
  readonly #source = new LineSource();
  readonly #cells: readonly Cells[];
  readonly #reader: RowReader;
  readonly #lineage: Lineage;
  readonly #unfit: Unfit;
  readonly #findings: Findings;
  readonly #rowsPerBatch: number;
  #row = 0;
  /** The buffer holds what is read from 0 to `filled`; from `start` on it is not yet scanned. */
  #start = 0;
  #filled = 0;
  #file = '';
  #line = 0;
  /** Inside a line that is too long: what comes is thrown away up to its end. */
  #skipping = false;

  constructor({ attributes, version, rowsPerBatch = ROWS_PER_BATCH }: ScanOptions) {
    this.#rowsPerBatch = rowsPerBatch;
    this.#cells = attributes.map((column, index) => createCells(column, index, rowsPerBatch, this.#source));
    this.#reader = new RowReader(this.#source, this.#cells, new Keys(attributes));
    this.#findings = new Findings(attributes);
    this.#lineage = new Lineage(version, rowsPerBatch);
    this.#unfit = new Unfit(attributes, this.#source, this.#findings, rowsPerBatch);
  }

  /** What was found so far; the values of rows that no batch has brought yet are not counted. */
  report(): ScanReport {
    return this.#findings.report();
  }

  /** The chunks that follow are of this file, whose name is as in `_manifest.json`. */
  beginFile(name: string): void {
    this.#file = name;
    this.#line = 0;
  }

  /** Reads on. The chunk is free again when the generator ends; a batch must be read before the next is asked for. */
  *scan(chunk: Uint8Array): Generator<LineBatch, void, void> {
    for (let taken = 0; taken < chunk.length; ) {
      taken += this.#fill(chunk, taken);
      const last = this.#source.bytes.lastIndexOf(NEWLINE, this.#filled - 1);
      if (last >= this.#start) yield* this.#scanLines(last + 1);
      else if (this.#skipping) this.#filled = this.#start;
    }
  }

  /** The file is complete: its last line may have no newline. */
  *endFile(): Generator<LineBatch, void, void> {
    if (this.#filled > this.#start || this.#skipping) {
      this.#source.bytes[this.#filled] = NEWLINE;
      yield* this.#scanLines(this.#filled + 1);
    }
    this.#start = 0;
    this.#filled = 0;
    this.#reader.forget();
  }

  /** The rest, when all files are through. */
  *finish(): Generator<LineBatch, void, void> {
    if (this.#row > 0) yield* this.#flush();
  }

  /** Takes as much of the chunk as the buffer has room for; how much that was. */
  #fill(chunk: Uint8Array, from: number): number {
    const source = this.#source;
    let room = source.capacity - this.#filled;
    if (room === 0) {
      this.#makeRoom();
      room = source.capacity - this.#filled;
    }
    const part = chunk.subarray(from, from + room);
    source.bytes.set(part, this.#filled);
    this.#filled += part.length;
    return part.length;
  }

  /** Moves what is not yet scanned to the front, behind the line before; a buffer that one line fills grows, up to the longest line. */
  #makeRoom(): void {
    const { bytes, capacity } = this.#source;
    const { start, end } = this.#reader.before;
    const rest = this.#filled - this.#start;
    const kept = end - start <= MAX_KEPT_BYTES && end - start + rest < capacity ? end - start : 0;
    if (this.#start > kept) {
      if (kept > 0) {
        bytes.copyWithin(0, start, end);
        this.#reader.moveBefore(0);
      } else this.#reader.forget();
      bytes.copyWithin(kept, this.#start, this.#filled);
      this.#start = kept;
      this.#filled = kept + rest;
      if (this.#source.grown && this.#filled < 256 * 1024) this.#source.shrink();
    } else if (capacity < MAX_CAPACITY) this.#source.grow(Math.min(capacity * 2, MAX_CAPACITY));
    else {
      this.#skipping = true;
      this.#filled = this.#start;
    }
  }

  /** Scans the lines up to `end`, which is behind a newline. */
  *#scanLines(end: number): Generator<LineBatch, void, void> {
    while (this.#start < end) {
      this.#start = this.#scanLine(this.#start);
      if (this.#row === this.#rowsPerBatch || this.#source.textBytes > MAX_TEXT_BYTES) {
        yield* this.#flush();
      }
    }
  }

  /** The line at `start`; the position behind its newline. */
  #scanLine(start: number): number {
    const { bytes } = this.#source;
    this.#line++;
    this.#findings.lines++;
    let position = start;
    if (this.#line === 1 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf)
      position += 3;
    position = skipBlanks(bytes, position);
    if (bytes[position] === NEWLINE && !this.#skipping) {
      this.#findings.blank++;
      return position + 1;
    }
    if (this.#tooLong(start)) this.#fault({ tooLong: true });
    else if (this.#reader.read(this.#row, position)) {
      this.#keepRow();
      return bytes.indexOf(NEWLINE, this.#reader.lineEnd) + 1;
    } else this.#fault({});
    return bytes.indexOf(NEWLINE, start) + 1;
  }

  #tooLong(start: number): boolean {
    const { bytes, grown } = this.#source;
    const skipping = this.#skipping;
    this.#skipping = false;
    return skipping || (grown && bytes.indexOf(NEWLINE, start) - start > MAX_LINE_BYTES);
  }

  #fault(why: { readonly tooLong?: true }): void {
    this.#findings.fault({ code: 'LineUnreadable', file: this.#file, line: this.#line, ...why });
  }

  #keepRow(): void {
    this.#lineage.add(this.#row, this.#file, this.#line);
    if (this.#source.misfits.length > 0) this.#unfit.add(this.#row, { file: this.#file, line: this.#line });
    this.#row++;
    this.#findings.rows++;
  }

  *#flush(): Generator<LineBatch, void, void> {
    const rows = this.#row;
    this.#findings.batch(this.#cells, rows, (row) => this.#lineage.placeOf(row));
    const columns = this.#cells.map((cells) => cells.vector());
    columns.push(this.#unfit.vector(), ...this.#lineage.vectors());
    yield { rows, columns, unfitAmounts: this.#unfit.amounts };
    for (const cells of this.#cells) cells.reset(rows);
    this.#unfit.reset(rows);
    this.#lineage.reset(rows);
    this.#source.textBytes = 0;
    this.#row = 0;
    this.#reader.forget();
  }
}
