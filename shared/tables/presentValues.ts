import type { StringVector } from '../lines/batch.ts';
import type { Words } from './rowOrder.ts';

/** The values of one column that are not null, in the order that the file has them. The memory is used again for the next column. */
export class PresentValues {
  /** How many there are. */
  count = 0;
  /** Of texts: their entries; of other columns: `width` words each. */
  words = new Int32Array(0);
  /** A 1 for each row that has a value, in the order of the file; means nothing where all rows have one. */
  valid = new Uint8Array(0);

  takeTexts({ indices, dictionary }: StringVector, rows: number, order: Int32Array | undefined): void {
    this.#ensure(rows, 1);
    // A column of one text, as a third of them are, is the same in any order; `valid` is not asked for where all rows have a value.
    if (dictionary.size === 1 && indices.subarray(0, rows).indexOf(-1) < 0) {
      this.words.fill(0, 0, rows);
      this.count = rows;
      return;
    }
    const { words, valid } = this;
    let count = 0;
    for (let at = 0; at < rows; at++) {
      const entry = indices[order === undefined ? at : (order[at] as number)] as number;
      const present = entry < 0 ? 0 : 1;
      valid[at] = present;
      words[count] = entry;
      count += present;
    }
    this.count = count;
  }

  takeWords(column: Words, rows: number, order: Int32Array | undefined): void {
    this.#ensure(rows, column.width);
    const { words, valid } = this;
    const { words: from, width } = column;
    let count = 0;
    let to = 0;
    for (let at = 0; at < rows; at++) {
      const row = order === undefined ? at : (order[at] as number);
      const present = column.valid[row] as number;
      valid[at] = present;
      if (present === 0) continue;
      for (let word = 0; word < width; word++) words[to + word] = from[row * width + word] as number;
      to += width;
      count++;
    }
    this.count = count;
  }

  #ensure(rows: number, width: number): void {
    if (this.words.length < rows * width) this.words = new Int32Array(rows * width);
    if (this.valid.length < rows) this.valid = new Uint8Array(rows);
  }
}
