import type { PageBytes } from './pageBytes.ts';

/** A repetition this long is worth its own run. */
const LEAST_RUN = 16;
const GROUP = 8;
/** The longest values that are packed. */
export const MAX_BITS = 24;

/** Bits of the numbers below `count`. */
export function bitsFor(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
}

/**
 * Parquet's hybrid of repeated and bit-packed runs, which holds dictionary indices and levels (apache/parquet-format, Encodings.md). Groups of
 * eight values are packed, so that a run of packed values only ends short of a group at the end.
 */
export function appendHybrid(to: PageBytes, values: Int32Array | Uint8Array, count: number, bits: number): void {
  let packedFrom = 0;
  let at = 0;
  while (at < count) {
    let end = at + 1;
    const value = values[at] as number;
    while (end < count && values[end] === value) end++;
    // The packed run before takes what it needs to end at a whole group.
    const begin = packedFrom + Math.ceil((at - packedFrom) / GROUP) * GROUP;
    if (end - begin >= LEAST_RUN) {
      if (begin > packedFrom) appendPacked(to, values, packedFrom, begin, bits);
      appendRun(to, value, end - begin, bits);
      packedFrom = end;
    }
    at = end;
  }
  if (packedFrom < count) appendPacked(to, values, packedFrom, count, bits);
}

export function appendRun(to: PageBytes, value: number, count: number, bits: number): void {
  to.appendVarint(count * 2);
  for (let shift = 0; shift < bits; shift += 8) to.appendByte(value >>> shift);
}

function appendPacked(to: PageBytes, values: Int32Array | Uint8Array, from: number, end: number, bits: number): void {
  const groups = Math.ceil((end - from) / GROUP);
  to.appendVarint(groups * 2 + 1);
  to.ensure(groups * bits + 4);
  const { bytes } = to;
  let position = to.length;
  let buffer = 0;
  let filled = 0;
  for (let at = from; at < end; at++) {
    // Less than eight bits are left over: with 24 new ones they fit 32.
    buffer |= (values[at] as number) << filled;
    filled += bits;
    while (filled >= 8) {
      bytes[position++] = buffer;
      buffer >>>= 8;
      filled -= 8;
    }
  }
  if (filled > 0) bytes[position++] = buffer;
  const packedEnd = to.length + groups * bits;
  bytes.fill(0, position, packedEnd);
  to.length = packedEnd;
}
