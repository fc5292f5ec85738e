import { isAscii, isUtf8 } from 'node:buffer';
import type { StringVector, TextDictionary } from './batch.ts';
import { decodeJsonText } from './jsonText.ts';

/** Every buffer that is read in words ends in this many bytes that belong to nobody. */
export const PADDING_BYTES = 8;
const FIRST_ENTRIES = 64;
const FIRST_BYTES = 4096;
/** A column of long texts gives its memory back after a batch. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** How the bytes of an entry stand for its text. */
export const AS_IT_IS = 0;
export const WITH_ESCAPES = 1;
export type Spelling = typeof AS_IT_IS | typeof WITH_ESCAPES;

/**
 * A column of texts that keeps each once. It is found by the bytes that stand between the quotes of the line; escapes are decoded, and UTF-8 is
 * checked, once for each entry when the batch is complete, not once for each row.
 */
export class StringColumn {
  readonly indices: Int32Array;
  #size = 0;
  #used = 0;
  #bytes = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #offsets = new Int32Array(FIRST_ENTRIES + 1);
  #hashes = new Int32Array(FIRST_ENTRIES);
  #spellings = new Uint8Array(FIRST_ENTRIES);
  /** Entry + 1 by hash, open addressing, at most half full. */
  #slots = new Int32Array(FIRST_ENTRIES * 2);
  #escapes = false;
  /** Entries that came as texts, not as bytes. */
  readonly #texts = new Map<string, number>();

  constructor(capacity: number) {
    this.indices = new Int32Array(capacity).fill(-1);
  }

  /** Bytes that the entries take, which bounds the memory of a batch. */
  get bytes(): number {
    return this.#used;
  }

  /** The entry of `length` bytes from `at`, or -1. `hash` is that of `hashWords`. */
  find(source: DataView, at: number, length: number, hash: number, spelling: Spelling): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = (this.#slots[slot] as number) - 1;
      if (index < 0) return -1;
      if (
        this.#hashes[index] === hash &&
        this.#spellings[index] === spelling &&
        this.#equals(index, source, at, length)
      )
        return index;
    }
  }

  /** Adds an entry that is not there yet; its index. */
  add(source: Uint8Array, at: number, length: number, hash: number, spelling: Spelling): number {
    const index = this.#size;
    if (index === this.#hashes.length) this.#growEntries();
    if (this.#used + length + PADDING_BYTES > this.#bytes.length) this.#growBytes(length);
    if (length < 64) for (let i = 0; i < length; i++) this.#bytes[this.#used + i] = source[at + i] as number;
    else this.#bytes.set(source.subarray(at, at + length), this.#used);
    this.#used += length;
    this.#hashes[index] = hash;
    this.#spellings[index] = spelling;
    if (spelling === WITH_ESCAPES) this.#escapes = true;
    this.#size = index + 1;
    this.#offsets[index + 1] = this.#used;
    this.#place(index);
    return index;
  }

  /** The entry of a text, which is added when it is not there. */
  addText(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const encoded = Buffer.from(text);
    const padded = new Uint8Array(encoded.length + PADDING_BYTES);
    padded.set(encoded);
    const view = new DataView(padded.buffer);
    const hash = hashWords(view, 0, encoded.length);
    const found = this.find(view, 0, encoded.length, hash, AS_IT_IS);
    const index = found >= 0 ? found : this.add(padded, 0, encoded.length, hash, AS_IT_IS);
    this.#texts.set(text, index);
    return index;
  }

  vector(): StringVector {
    return { type: 'string', indices: this.indices, dictionary: this.#dictionary() };
  }

  /** Begins a new batch. */
  reset(rows: number): void {
    this.indices.fill(-1, 0, rows);
    this.#size = 0;
    this.#used = 0;
    this.#escapes = false;
    this.#slots.fill(0);
    this.#texts.clear();
    if (this.#bytes.length <= KEPT_BYTES) return;
    this.#bytes = new Uint8Array(FIRST_BYTES);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #equals(index: number, source: DataView, at: number, length: number): boolean {
    const start = this.#offsets[index] as number;
    if ((this.#offsets[index + 1] as number) - start !== length) return false;
    const view = this.#view;
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      if (view.getInt32(start + i, true) !== source.getInt32(at + i, true)) return false;
    }
    return i === length || ((view.getInt32(start + i, true) ^ source.getInt32(at + i, true)) & tailMask(length)) === 0;
  }

  #place(index: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#hashes[index] as number) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = index + 1;
  }

  #growEntries(): void {
    const entries = this.#hashes.length * 2;
    this.#offsets = grown(this.#offsets, new Int32Array(entries + 1));
    this.#hashes = grown(this.#hashes, new Int32Array(entries));
    this.#spellings = grown(this.#spellings, new Uint8Array(entries));
    this.#slots = new Int32Array(entries * 2);
    for (let index = 0; index < this.#size; index++) this.#place(index);
  }

  #growBytes(length: number): void {
    const capacity = Math.max(this.#bytes.length * 2, this.#used + length + PADDING_BYTES);
    this.#bytes = grown(this.#bytes, new Uint8Array(capacity));
    this.#view = new DataView(this.#bytes.buffer);
  }

  #dictionary(): TextDictionary {
    const whole = this.#bytes.subarray(0, this.#used);
    const texts = new Array<string | undefined>(this.#size);
    if (!this.#escapes && isAscii(whole)) return { size: this.#size, offsets: this.#offsets, bytes: whole, texts };
    return this.#decoded(texts);
  }

  #decoded(texts: (string | undefined)[]): TextDictionary {
    const offsets = new Int32Array(this.#size + 1);
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let index = 0; index < this.#size; index++) {
      const raw = this.#bytes.subarray(this.#offsets[index], this.#offsets[index + 1]);
      const part = decodedEntry(raw, this.#spellings[index] === WITH_ESCAPES);
      parts.push(part);
      length += part.length;
      offsets[index + 1] = length;
    }
    return { size: this.#size, offsets, bytes: Buffer.concat(parts, length), texts };
  }
}

/** An entry as valid UTF-8: what is no UTF-8, and half a surrogate pair, is U+FFFD. */
function decodedEntry(raw: Uint8Array, escapes: boolean): Uint8Array {
  if (escapes) return Buffer.from(decodeJsonText(raw));
  return isUtf8(raw) ? raw : Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw));
}

/** A hash of `length` bytes, four at a time. The buffer goes on for `PADDING_BYTES` behind them. */
export function hashWords(source: DataView, at: number, length: number): number {
  let hash = 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) hash = mix(hash, source.getInt32(at + i, true));
  if (i < length) hash = mix(hash, source.getInt32(at + i, true) & tailMask(length));
  return finish(hash, length);
}

export function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

export function finish(hash: number, length: number): number {
  const mixed = Math.imul(hash ^ length, 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

/** Which bits of a text's last word belong to it; the lowest byte is the first. */
export function tailMask(length: number): number {
  return (1 << ((length & 3) * 8)) - 1;
}

function grown<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
