import { bitsFor } from './hybridEncoding.ts';

/** Values after which a column that hardly repeats itself is given up. */
const TRIED = 2048;

/** The different values of a column of whole words. */
export interface FixedDictionary {
  readonly size: number;
  /** `size` values of as many words as the column's. */
  readonly words: Int32Array;
  /** One for each value. */
  readonly indices: Int32Array;
}

/** Finds the different values among `count` of `width` words each. Undefined when a dictionary would not be shorter than the values. */
export function fixedDictionary(words: Int32Array, count: number, width: number): FixedDictionary | undefined {
  const slots = new Int32Array(2 ** bitsFor(count * 2 + 2));
  const found = new Int32Array(count * width);
  const indices = new Int32Array(count);
  let size = 0;
  let index = -1;
  for (let value = 0; value < count; value++) {
    const at = value * width;
    // Most values are that of the row before.
    if (index < 0 || !isSame(words, at, found, index * width, width)) {
      const slot = slotOf(words, at, width, slots, found);
      index = (slots[slot] as number) - 1;
      if (index < 0) {
        index = size++;
        slots[slot] = size;
        for (let word = 0; word < width; word++) found[index * width + word] = words[at + word] as number;
      }
    }
    indices[value] = index;
    if (value === TRIED && size > (TRIED * 3) / 4) return undefined;
  }
  const dictionaryBits = size * width * 32 + count * bitsFor(size);
  return dictionaryBits < count * width * 32 ? { size, words: found, indices } : undefined;
}

/** Where the value at `at` stands in the table, or would. */
function slotOf(words: Int32Array, at: number, width: number, slots: Int32Array, found: Int32Array): number {
  const mask = slots.length - 1;
  let hash = 0;
  for (let word = 0; word < width; word++) {
    hash = Math.imul(hash ^ (words[at + word] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const index = (slots[slot] as number) - 1;
    if (index < 0 || isSame(words, at, found, index * width, width)) return slot;
  }
}

function isSame(words: Int32Array, at: number, found: Int32Array, from: number, width: number): boolean {
  for (let word = 0; word < width; word++) if (found[from + word] !== words[at + word]) return false;
  return true;
}
