import type { StringVector } from './batch.ts';
import { kindOf, NULL, TEXT } from './jsonKind.ts';
import { skipText, skipValue } from './jsonText.ts';
import type { LineSource } from './lineSource.ts';
import {
  AS_IT_IS,
  finish,
  hashWords,
  mix,
  type Spelling,
  StringColumn,
  tailMask,
  WITH_ESCAPES,
} from './stringColumn.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A column of texts. What is no text stands there as its JSON text: `["AddOn"]`, `7`, `true`. */
export class TextCells {
  readonly kinds: Uint8Array;
  readonly #column: StringColumn;
  readonly #source: LineSource;

  constructor(_column: number, capacity: number, source: LineSource) {
    this.kinds = new Uint8Array(capacity);
    this.#column = new StringColumn(capacity);
    this.#source = source;
  }

  read(row: number, at: number): number {
    const { bytes, view } = this.#source;
    if (bytes[at] !== QUOTE) return this.#readOther(row, at);
    const start = at + 1;
    let position = start;
    let hash = 0;
    let word = view.getInt32(position, true);
    let special = specialBytes(word);
    while (special === 0) {
      hash = mix(hash, word);
      position += 4;
      word = view.getInt32(position, true);
      special = specialBytes(word);
    }
    const end = position + ((31 - Math.clz32(special & -special)) >> 3);
    if (bytes[end] !== QUOTE) return this.#readEscaped(row, start, end);
    if (end > position) hash = mix(hash, word & tailMask(end - start));
    this.#keep(row, start, end - start, finish(hash, end - start), AS_IT_IS);
    this.kinds[row] = TEXT;
    return end + 1;
  }

  repeat(row: number): void {
    const indices = this.#column.indices;
    indices[row] = indices[row - 1] as number;
    this.kinds[row] = this.kinds[row - 1] as number;
  }

  clear(row: number): void {
    this.#column.indices[row] = -1;
    this.kinds[row] = 0;
  }

  vector(): StringVector {
    return this.#column.vector();
  }

  reset(rows: number): void {
    this.#column.reset(rows);
    this.kinds.fill(0, 0, rows);
  }

  /** A text whose first byte that is not as usual, a backslash or a control character, is at `special`. */
  #readEscaped(row: number, start: number, special: number): number {
    const { bytes, view } = this.#source;
    if (bytes[special] !== BACKSLASH) return -1;
    const behind = skipText(bytes, special);
    if (behind < 0) return -1;
    const length = behind - 1 - start;
    this.#keep(row, start, length, hashWords(view, start, length), WITH_ESCAPES);
    this.kinds[row] = TEXT;
    return behind;
  }

  #readOther(row: number, at: number): number {
    const { bytes, view } = this.#source;
    const end = skipValue(bytes, at);
    if (end < 0) return -1;
    const kind = kindOf(bytes[at] as number);
    if (kind !== NULL) this.#keep(row, at, end - at, hashWords(view, at, end - at), AS_IT_IS);
    this.kinds[row] = kind;
    return end;
  }

  #keep(row: number, at: number, length: number, hash: number, spelling: Spelling): void {
    const column = this.#column;
    let index = column.find(this.#source.view, at, length, hash, spelling);
    if (index < 0) {
      index = column.add(this.#source.bytes, at, length, hash, spelling);
      this.#source.textBytes += length;
    }
    column.indices[row] = index;
  }
}

/**
 * Which of the four bytes of a word are a quote, a backslash or a control character: their highest bits. The lowest bit that is set is right;
 * those above it may be too many.
 */
function specialBytes(word: number): number {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  return (
    (((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes) | ((word - 0x20202020) & ~word)) &
    0x80808080
  );
}
