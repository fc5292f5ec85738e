import type { TextDictionary } from '../lines/batch.ts';
import type { PageBytes } from './pageBytes.ts';

/** Parquet's plain encoding (apache/parquet-format, Encodings.md) of the values that columns hold. */

/** Texts: four bytes of length, then UTF-8. */
export function appendTexts(to: PageBytes, { size, offsets, bytes }: TextDictionary): void {
  to.ensure((offsets[size] ?? 0) + size * 4);
  for (let index = 0; index < size; index++) {
    const start = offsets[index] as number;
    const end = offsets[index + 1] as number;
    to.appendUint32(end - start);
    copyBytes(bytes, start, end, to);
  }
}

function copyBytes(from: Uint8Array, start: number, end: number, to: PageBytes): void {
  to.ensure(end - start);
  const { bytes } = to;
  let position = to.length;
  if (end - start > 64) bytes.set(from.subarray(start, end), position);
  else for (let at = start; at < end; at++) bytes[position++] = from[at] as number;
  to.length += end - start;
}

/** `count` values of `width` words, the lowest first and each the lowest byte first, as dates and 64-bit numbers are. */
export function appendWords(to: PageBytes, words: Int32Array, count: number, width: number): void {
  const length = count * width;
  to.ensure(length * 4);
  for (let word = 0; word < length; word++) to.putUint32(to.length + word * 4, words[word] as number);
  to.length += length * 4;
}

/** `count` decimals of 16 bytes, the highest first, from four words each, the lowest first. */
export function appendDecimals(to: PageBytes, words: Int32Array, count: number): void {
  to.ensure(count * 16);
  for (let word = 0; word < count * 4; word++) {
    to.putUint32(to.length + (word ^ 3) * 4, swapped(words[word] as number));
  }
  to.length += count * 16;
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
