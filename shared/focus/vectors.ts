import type { Decimal } from '../decimal.ts';
import { type ColumnVector, int128At, type StringVector, type TextDictionary } from '../lines/batch.ts';
import type { ColumnType } from '../lines/columns.ts';
import { unscaledFor } from './rounding.ts';

/** Which rows of a batch are meant, in their order. */
export type Selection = Int32Array;

export function allRows(rows: number): Selection {
  return Int32Array.from({ length: rows }, (_, row) => row);
}

/** Texts, each kept once, for one column of one batch. */
export class Texts {
  readonly #places = new Map<string, number>();

  /** The place of a text; -1 for none, and for an empty one: FOCUS has no empty texts. */
  place(text: string | undefined): number {
    if (text === undefined || text === '') return -1;
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const place = this.#places.size;
    this.#places.set(text, place);
    return place;
  }

  dictionary(): TextDictionary {
    const texts = [...this.#places.keys()];
    const parts = texts.map((text) => Buffer.from(text));
    const offsets = new Int32Array(parts.length + 1);
    let length = 0;
    for (const [index, part] of parts.entries()) {
      length += part.length;
      offsets[index + 1] = length;
    }
    return { size: texts.length, offsets, bytes: Buffer.concat(parts, length), texts };
  }
}

/** A column with the same value in every row, or with none. */
export function constantVector(type: ColumnType, rows: number, value: string | bigint | undefined): ColumnVector {
  const valid = new Uint8Array(rows).fill(value === undefined ? 0 : 1);
  switch (type.type) {
    case 'string': {
      const texts = new Texts();
      const place = texts.place(typeof value === 'string' ? value : undefined);
      return { type: 'string', indices: new Int32Array(rows).fill(place), dictionary: texts.dictionary() };
    }
    case 'decimal':
      return { type: 'decimal', scale: type.scale, words: new Int32Array(rows * 4), valid: new Uint8Array(rows) };
    case 'date':
      return { type: 'date', days: new Int32Array(rows), valid: new Uint8Array(rows) };
    case 'timestamp':
      return { type: 'timestamp', micros: new BigInt64Array(rows).fill(wide(value)), valid };
    case 'int64':
      return { type: 'int64', values: new BigInt64Array(rows).fill(wide(value)), valid };
    case 'int32':
      return { type: 'int32', values: new Int32Array(rows), valid: new Uint8Array(rows) };
  }
}

const wide = (value: string | bigint | undefined) => (typeof value === 'bigint' ? value : 0n);

/** The rows that are meant, of a column as it is; a decimal takes the scale of its new column. What does not fit there is null. */
export function gathered(vector: ColumnVector, type: ColumnType, rows: Selection): ColumnVector {
  switch (vector.type) {
    case 'string':
      return gatheredTexts(vector, rows);
    case 'decimal':
      if (type.type === 'decimal' && type.scale !== vector.scale) {
        return decimalVector(type.scale, rows, (row) =>
          vector.valid[row] === 1 ? { unscaled: int128At(vector.words, row), scale: vector.scale } : undefined,
        );
      }
      return { ...vector, words: gatheredWords(vector.words, rows, 4), valid: picked(vector.valid, rows) };
    case 'date':
      return { ...vector, days: gatheredWords(vector.days, rows, 1), valid: picked(vector.valid, rows) };
    case 'timestamp':
      return { ...vector, micros: pickedWide(vector.micros, rows), valid: picked(vector.valid, rows) };
    case 'int64':
      return { ...vector, values: pickedWide(vector.values, rows), valid: picked(vector.valid, rows) };
    case 'int32':
      return { ...vector, values: gatheredWords(vector.values, rows, 1), valid: picked(vector.valid, rows) };
  }
}

function gatheredTexts({ indices, dictionary }: StringVector, rows: Selection): StringVector {
  const out = new Int32Array(rows.length);
  const { offsets } = dictionary;
  for (let i = 0; i < rows.length; i++) {
    const index = indices[rows[i] as number] as number;
    out[i] = index >= 0 && offsets[index] === offsets[index + 1] ? -1 : index;
  }
  return { type: 'string', indices: out, dictionary };
}

function gatheredWords(words: Int32Array, rows: Selection, each: number): Int32Array {
  const out = new Int32Array(rows.length * each);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * each;
    for (let word = 0; word < each; word++) out[i * each + word] = words[from + word] as number;
  }
  return out;
}

function picked(valid: Uint8Array, rows: Selection): Uint8Array {
  const out = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = valid[rows[i] as number] as number;
  return out;
}

function pickedWide(values: BigInt64Array, rows: Selection): BigInt64Array {
  const out = new BigInt64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i] as number] as bigint;
  return out;
}

/** Amounts, made for each row. One that does not fit its column exactly is null. */
export function decimalVector(
  scale: number,
  rows: Selection,
  of: (row: number) => Decimal | undefined,
): ColumnVector & { type: 'decimal' } {
  const words = new Int32Array(rows.length * 4);
  const halves = new BigInt64Array(words.buffer);
  const valid = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = of(rows[i] as number);
    const unscaled = value && unscaledFor(value, scale);
    if (unscaled === undefined) continue;
    // An element takes the lowest 64 bits of what it is given.
    halves[i * 2] = unscaled;
    halves[i * 2 + 1] = unscaled >> 64n;
    valid[i] = 1;
  }
  return { type: 'decimal', scale, words, valid };
}
