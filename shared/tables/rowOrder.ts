import type { Batch, ColumnVector } from '../lines/batch.ts';

/**
 * The rows of a batch in the order of some of its text columns, the first of them first: rows of one customer, subscription and resource stand
 * together then, and so do the repeated values of most other columns, which a Parquet file holds in a few bytes. Rows that are alike keep
 * their order. Columns that do not hold texts are passed over; undefined when none is left.
 */
export function rowOrder({ rows, columns }: Batch, by: readonly number[]): Int32Array | undefined {
  let order: Int32Array | undefined;
  // The last column first, each sort stable: the order of a column stays among rows that those before it do not tell apart.
  for (const column of by.toReversed()) {
    const vector = columns[column];
    if (vector?.type !== 'string' || vector.dictionary.size < 2) continue;
    order = sortedBy(vector.indices, vector.dictionary.size, rows, order);
  }
  return order;
}

/** Counting sort by the entry of a dictionary; null comes first. Entries are in the order of their first row, not of their texts. */
function sortedBy(indices: Int32Array, entries: number, rows: number, order: Int32Array | undefined): Int32Array {
  const ends = new Int32Array(entries + 1);
  for (let row = 0; row < rows; row++) {
    const entry = (indices[row] as number) + 1;
    ends[entry] = (ends[entry] as number) + 1;
  }
  let end = 0;
  for (let entry = 0; entry <= entries; entry++) {
    end += ends[entry] as number;
    ends[entry] = end;
  }
  const sorted = new Int32Array(rows);
  for (let at = rows - 1; at >= 0; at--) {
    const row = order === undefined ? at : (order[at] as number);
    const entry = (indices[row] as number) + 1;
    const to = (ends[entry] as number) - 1;
    ends[entry] = to;
    sorted[to] = row;
  }
  return sorted;
}

/** The values of a column of fixed width as whole words of 32 bits. */
export interface Words {
  readonly words: Int32Array;
  /** Words of one value. */
  readonly width: number;
  readonly valid: Uint8Array;
}

export function wordsOf(vector: Exclude<ColumnVector, { type: 'string' }>): Words {
  const { valid } = vector;
  switch (vector.type) {
    case 'decimal':
      return { words: vector.words, width: 4, valid };
    case 'date':
      return { words: vector.days, width: 1, valid };
    case 'timestamp':
      return { words: halves(vector.micros), width: 2, valid };
    case 'int64':
      return { words: halves(vector.values), width: 2, valid };
    case 'int32':
      return { words: vector.values, width: 1, valid };
  }
}

function halves(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}
