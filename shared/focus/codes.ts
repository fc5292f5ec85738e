import type { Batch, ColumnVector, DecimalVector } from '../lines/batch.ts';
import type { Places } from './batchLine.ts';
import type { Reads } from './rule.ts';

/** For each row a small whole number below `size`; rows with the same number have the same values of all that a rule reads. */
export interface Codes {
  of: Int32Array;
  size: number;
}

/** A table instead of a map as long as it takes no more than this many entries. */
const MOST_DIRECT = 1 << 18;

/** The codes of a batch, each made once however many rules read the same. */
export class BatchCodes {
  readonly #batch: Batch;
  readonly #places: Places;
  readonly #made = new Map<string, Codes>();

  constructor(batch: Batch, places: Places) {
    this.#batch = batch;
    this.#places = places;
  }

  /** Rows that agree in all of these. */
  of(reads: readonly Reads[]): Codes {
    let name = '';
    let codes: Codes = { of: new Int32Array(0), size: 0 };
    for (const [index, one] of reads.entries()) {
      const key = typeof one === 'string' ? one : JSON.stringify(one);
      name = index === 0 ? key : `${name} ${key}`;
      const before = codes;
      codes = this.#once(name, () => {
        const single = this.#once(key, () => this.#single(one));
        return index === 0 ? single : this.#both(before, single);
      });
    }
    return codes;
  }

  #once(name: string, make: () => Codes): Codes {
    const known = this.#made.get(name);
    if (known) return known;
    const made = make();
    this.#made.set(name, made);
    return made;
  }

  #single(reads: Reads): Codes {
    const { rows } = this.#batch;
    if (typeof reads === 'string') {
      const vector = this.#vector(reads);
      if (vector?.type !== 'string') return { of: new Int32Array(rows), size: 1 };
      const of = new Int32Array(rows);
      for (let row = 0; row < rows; row++) of[row] = (vector.indices[row] as number) + 1;
      return { of, size: vector.dictionary.size + 1 };
    }
    if ('sign' in reads) return signs(this.#vector(reads.sign), rows);
    if ('presence' in reads) return presence(this.#vector(reads.presence), rows);
    return this.#values(reads.value);
  }

  #values(attribute: string): Codes {
    const { rows } = this.#batch;
    const vector = this.#vector(attribute);
    const of = new Int32Array(rows);
    const seen = new Map<number | bigint, number>();
    if (!vector || vector.type === 'string') return { of, size: 1 };
    if (vector.type === 'decimal') return decimalCodes(vector, rows);
    for (let row = 0; row < rows; row++) {
      if (vector.valid[row] !== 1) continue;
      const value = valueAt(vector, row);
      let code = seen.get(value);
      if (code === undefined) {
        code = seen.size + 1;
        seen.set(value, code);
      }
      of[row] = code;
    }
    return { of, size: seen.size + 1 };
  }

  #both(a: Codes, b: Codes): Codes {
    const { rows } = this.#batch;
    const of = new Int32Array(rows);
    const product = a.size * b.size;
    const direct = product <= MOST_DIRECT ? new Int32Array(product) : undefined;
    const mapped = new Map<number, number>();
    let size = 0;
    for (let row = 0; row < rows; row++) {
      const key = (a.of[row] as number) * b.size + (b.of[row] as number);
      let code = direct ? (direct[key] as number) : (mapped.get(key) ?? 0);
      if (code === 0) {
        code = ++size;
        if (direct) direct[key] = code;
        else mapped.set(key, code);
      }
      of[row] = code - 1;
    }
    return { of, size };
  }

  #vector(attribute: string): ColumnVector | undefined {
    return this.#batch.columns[this.#places.get(attribute) ?? -1];
  }
}

function valueAt(
  vector: Exclude<ColumnVector, { type: 'string' } | { type: 'decimal' }>,
  row: number,
): number | bigint {
  switch (vector.type) {
    case 'date':
      return vector.days[row] as number;
    case 'timestamp':
      return vector.micros[row] as bigint;
    case 'int64':
      return vector.values[row] as bigint;
    case 'int32':
      return vector.values[row] as number;
  }
}

/** Told apart by their words, in a table that is at most half full: a BigInt for each would cost more than all else. */
function decimalCodes({ words, valid }: DecimalVector, rows: number): Codes {
  const of = new Int32Array(rows);
  const mask = 2 ** Math.ceil(Math.log2(rows * 2 + 2)) - 1;
  const slots = new Int32Array(mask + 1).fill(-1);
  let size = 1;
  for (let row = 0; row < rows; row++) {
    if (valid[row] !== 1) continue;
    const at = row * 4;
    let hash = 0;
    for (let word = 0; word < 4; word++) {
      hash = Math.imul(hash ^ (words[at + word] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    let slot = hash & mask;
    for (let first = slots[slot] as number; first >= 0; first = slots[slot] as number) {
      if (isSame(words, first * 4, at)) break;
      slot = (slot + 1) & mask;
    }
    const first = slots[slot] as number;
    if (first < 0) slots[slot] = row;
    of[row] = first < 0 ? size++ : (of[first] as number);
  }
  return { of, size };
}

function isSame(words: Int32Array, a: number, b: number): boolean {
  for (let word = 0; word < 4; word++) if (words[a + word] !== words[b + word]) return false;
  return true;
}

function signs(vector: ColumnVector | undefined, rows: number): Codes {
  const of = new Int32Array(rows);
  if (vector?.type !== 'decimal') return { of, size: 1 };
  const { words, valid } = vector;
  for (let row = 0; row < rows; row++) {
    if (valid[row] !== 1) continue;
    const at = row * 4;
    const high = words[at + 3] as number;
    const isZero = high === 0 && words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0;
    if (!isZero) of[row] = high < 0 ? 1 : 2;
  }
  return { of, size: 3 };
}

function presence(vector: ColumnVector | undefined, rows: number): Codes {
  const of = new Int32Array(rows);
  if (!vector) return { of, size: 1 };
  for (let row = 0; row < rows; row++) {
    of[row] = vector.type === 'string' ? Number((vector.indices[row] as number) >= 0) : (vector.valid[row] as number);
  }
  return { of, size: 2 };
}
