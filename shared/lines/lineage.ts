import type { ColumnVector } from './batch.ts';
import { Int64Column } from './fixedColumns.ts';
import type { Place } from './scanReport.ts';
import { StringColumn } from './stringColumn.ts';

const WORD = 2 ** 32;

/** The columns `LandingVersion`, `LandingFile` and `LandingLine` of a batch. */
export class Lineage {
  readonly #version: string;
  readonly #versions: StringColumn;
  readonly #files: StringColumn;
  readonly #lines: Int64Column;
  /** Names by their entry in the column. */
  #names: string[] = [];
  #versionEntry = -1;

  constructor(version: string, capacity: number) {
    this.#version = version;
    this.#versions = new StringColumn(capacity);
    this.#files = new StringColumn(capacity);
    this.#lines = new Int64Column(capacity);
  }

  add(row: number, file: string, line: number): void {
    if (this.#versionEntry < 0) this.#versionEntry = this.#versions.addText(this.#version);
    if (this.#names.at(-1) !== file) {
      this.#files.addText(file);
      this.#names.push(file);
    }
    this.#versions.indices[row] = this.#versionEntry;
    this.#files.indices[row] = this.#names.length - 1;
    this.#lines.words[row * 2] = line;
    this.#lines.words[row * 2 + 1] = Math.floor(line / WORD);
    this.#lines.valid[row] = 1;
  }

  placeOf(row: number): Place {
    const { words } = this.#lines;
    const line = (words[row * 2 + 1] ?? 0) * WORD + ((words[row * 2] ?? 0) >>> 0);
    return { file: this.#names[this.#files.indices[row] ?? -1] ?? '', line };
  }

  vectors(): ColumnVector[] {
    return [this.#versions.vector(), this.#files.vector(), this.#lines.vector()];
  }

  reset(rows: number): void {
    this.#versions.reset(rows);
    this.#files.reset(rows);
    this.#lines.reset(rows);
    this.#names = [];
    this.#versionEntry = -1;
  }
}
