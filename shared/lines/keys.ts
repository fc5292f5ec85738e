import type { Column } from './columns.ts';
import { decodeJsonText } from './jsonText.ts';
import { AS_IT_IS, hashWords, StringColumn } from './stringColumn.ts';

/** Spellings that are remembered; a line of 100,000 attributes is not. */
const MAX_REMEMBERED = 1024;
const MAX_REMEMBERED_BYTES = 64 * 1024;

/** Rank of a key that has the casing of the attribute, and of one that has not. */
export const EXACT = 2;
export const OTHER_CASING = 1;

/** Which column a key of a line belongs to. Casing of ASCII letters does not matter, as readers of tables match columns. */
export class Keys {
  readonly #exact: ReadonlyMap<string, number>;
  readonly #folded: ReadonlyMap<string, number>;
  readonly #spellings = new StringColumn(0);
  readonly #codes: number[] = [];

  constructor(columns: readonly Column[]) {
    this.#exact = new Map(columns.map(({ name }, index) => [name, index]));
    this.#folded = new Map(columns.map(({ name }, index) => [foldCase(name), index]));
  }

  /** Column × 4 + rank of the key between two quotes, or -1 for an attribute that is not known. */
  find(bytes: Uint8Array, view: DataView, at: number, length: number): number {
    const hash = hashWords(view, at, length);
    const index = this.#spellings.find(view, at, length, hash, AS_IT_IS);
    if (index >= 0) return this.#codes[index] as number;
    const code = this.#resolve(decodeJsonText(bytes.subarray(at, at + length)));
    if (this.#codes.length < MAX_REMEMBERED && this.#spellings.bytes + length <= MAX_REMEMBERED_BYTES) {
      this.#spellings.add(bytes, at, length, hash, AS_IT_IS);
      this.#codes.push(code);
    }
    return code;
  }

  #resolve(name: string): number {
    const exact = this.#exact.get(name);
    if (exact !== undefined) return exact * 4 + EXACT;
    const folded = this.#folded.get(foldCase(name));
    return folded === undefined ? -1 : folded * 4 + OTHER_CASING;
  }
}

/** Lower case of ASCII letters only: that of other letters differs between readers, and no attribute has them. */
function foldCase(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
