import type { Decimal } from '../decimal.ts';

/**
 * Rows as columns. The memory of a batch belongs to whoever made it and is used again for the next: read it before you ask for the next one.
 */
export interface Batch {
  readonly rows: number;
  /** One for each column of the table, in its order. */
  readonly columns: readonly ColumnVector[];
}

/** The values of one column, at least `rows` long; `valid[row]` is 0 where the value is null, and its value then means nothing. */
export type ColumnVector = StringVector | DecimalVector | DateVector | TimestampVector | Int64Vector | Int32Vector;

/** Texts of a column, each kept once (two entries may be the same text). */
export interface StringVector {
  readonly type: 'string';
  /** Which entry of the dictionary, -1 for null. */
  readonly indices: Int32Array;
  readonly dictionary: TextDictionary;
}

/** UTF-8: entry `i` is `bytes` from `offsets[i]` to `offsets[i + 1]`. */
export interface TextDictionary {
  readonly size: number;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  /** Entries that somebody has asked for, decoded. */
  readonly texts: (string | undefined)[];
}

/** Whole numbers of 128 bits, four words of 32 bits each, the lowest first: value × 10^-`scale`. What Arrow holds in memory. */
export interface DecimalVector {
  readonly type: 'decimal';
  readonly scale: number;
  readonly words: Int32Array;
  readonly valid: Uint8Array;
}

export interface DateVector {
  readonly type: 'date';
  /** Since 1970-01-01. */
  readonly days: Int32Array;
  readonly valid: Uint8Array;
}

export interface TimestampVector {
  readonly type: 'timestamp';
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly micros: BigInt64Array;
  readonly valid: Uint8Array;
}

export interface Int64Vector {
  readonly type: 'int64';
  readonly values: BigInt64Array;
  readonly valid: Uint8Array;
}

export interface Int32Vector {
  readonly type: 'int32';
  readonly values: Int32Array;
  readonly valid: Uint8Array;
}

const utf8 = new TextDecoder();

/** The text of a string column; undefined where it is null. */
export function textAt({ columns }: Batch, column: number, row: number): string | undefined {
  const vector = columns[column];
  if (vector?.type !== 'string') throw new TypeError(`Column ${column} holds no texts.`);
  const index = vector.indices[row] ?? -1;
  return index < 0 ? undefined : entryText(vector.dictionary, index);
}

/** Entry `index` of a dictionary, decoded once. */
export function entryText(dictionary: TextDictionary, index: number): string {
  const known = dictionary.texts[index];
  if (known !== undefined) return known;
  const text = utf8.decode(dictionary.bytes.subarray(dictionary.offsets[index], dictionary.offsets[index + 1]));
  dictionary.texts[index] = text;
  return text;
}

/** The exact value of a decimal column; undefined where it is null. */
export function decimalAt({ columns }: Batch, column: number, row: number): Decimal | undefined {
  const vector = columns[column];
  if (vector?.type !== 'decimal') throw new TypeError(`Column ${column} holds no decimals.`);
  if (vector.valid[row] !== 1) return undefined;
  return { unscaled: int128At(vector.words, row), scale: vector.scale };
}

/** A whole number of 128 bits from its four words. */
export function int128At(words: Int32Array, row: number): bigint {
  const at = row * 4;
  const word = (index: number) => words[at + index] ?? 0;
  // Two words at a time are exact as a double: fewer BigInts are made.
  const low = (word(1) >>> 0) * 2 ** 32 + (word(0) >>> 0);
  if (word(3) === 0 && word(2) === 0 && low <= Number.MAX_SAFE_INTEGER) return BigInt(low);
  const lowest = BigInt(word(0) >>> 0) | (BigInt(word(1) >>> 0) << 32n);
  return lowest | (BigInt(word(2) >>> 0) << 64n) | (BigInt(word(3)) << 96n);
}

/** The day of a date column as `YYYY-MM-DD`; undefined where it is null. */
export function dateAt({ columns }: Batch, column: number, row: number): string | undefined {
  const vector = columns[column];
  if (vector?.type !== 'date') throw new TypeError(`Column ${column} holds no dates.`);
  if (vector.valid[row] !== 1) return undefined;
  return new Date((vector.days[row] ?? 0) * 86_400_000).toISOString().slice(0, 10);
}

/** Microseconds since 1970 of a timestamp column; undefined where it is null. */
export function microsAt({ columns }: Batch, column: number, row: number): bigint | undefined {
  const vector = columns[column];
  if (vector?.type !== 'timestamp') throw new TypeError(`Column ${column} holds no timestamps.`);
  return vector.valid[row] === 1 ? vector.micros[row] : undefined;
}

/** The whole number of an int64 column; undefined where it is null. */
export function int64At({ columns }: Batch, column: number, row: number): bigint | undefined {
  const vector = columns[column];
  if (vector?.type !== 'int64') throw new TypeError(`Column ${column} holds no whole numbers.`);
  return vector.valid[row] === 1 ? vector.values[row] : undefined;
}

/** Whether the row has no value in the column, whatever its type. */
export function isNullAt({ columns }: Batch, column: number, row: number): boolean {
  const vector = columns[column];
  if (!vector) throw new TypeError(`There is no column ${column}.`);
  return vector.type === 'string' ? (vector.indices[row] ?? -1) < 0 : vector.valid[row] !== 1;
}
