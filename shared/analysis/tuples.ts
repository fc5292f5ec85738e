import type { Batch, StringVector } from '../lines/batch.ts';

/**
 * Which rows of a batch have the same texts in some columns. Texts stand in dictionaries, so a row is told by a few small numbers: pairs of them are numbered one
 * column after the other, and no text is looked at.
 */
export interface Tuples {
  /** The number of a row's tuple, from 0. */
  of(row: number): number;
}

export function createTuples({ columns }: Batch, which: readonly number[]): Tuples {
  const vectors = which.map((column): StringVector => {
    const vector = columns[column];
    if (vector?.type !== 'string') throw new TypeError(`Column ${column} holds no texts.`);
    return vector;
  });
  const levels = vectors.map(({ indices, dictionary }) => ({
    indices,
    // Null is a text of its own.
    width: dictionary.size + 1,
    numbers: new Map<number, number>(),
  }));
  return {
    of(row) {
      let number = 0;
      for (const { indices, width, numbers } of levels) {
        const pair = number * width + (indices[row] ?? -1) + 1;
        const known = numbers.get(pair);
        if (known !== undefined) number = known;
        else {
          number = numbers.size;
          numbers.set(pair, number);
        }
      }
      return number;
    },
  };
}
