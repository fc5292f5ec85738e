import { crc32 } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { CompressedInput } from '../../../shared/copy/compressedInput.ts';
import { GzipFault } from '../../../shared/copy/faults.ts';
import { skipGzipHeader } from '../../../shared/copy/gzipHeader.ts';

const FLAG = { text: 1, headerCrc: 2, extra: 4, name: 8, comment: 16 };
const fixed = (flags: number, magic = [0x1f, 0x8b], method = 8) =>
  Buffer.from([...magic, method, flags, 1, 2, 3, 4, 0, 3]);
const text = (length: number) => Buffer.concat([Buffer.alloc(length, 'x'), Buffer.of(0)]);
const extra = (length: number) => Buffer.concat([Buffer.of(length & 0xff, length >> 8), Buffer.alloc(length, 0x1f)]);

function withCrc(header: Buffer, off = 0): Buffer {
  const crc = (crc32(header) & 0xffff) ^ off;
  return Buffer.concat([header, Buffer.of(crc & 0xff, crc >> 8)]);
}

/** What is left of the input behind the header. */
async function behind(header: Buffer): Promise<string> {
  const bytes = Buffer.concat([header, Buffer.from('rest')]);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
  }
  const input = new CompressedInput(pieces());
  await skipGzipHeader(input);
  return (await input.take(4)).toString();
}

test.each<[string, Buffer]>([
  ['nothing optional', fixed(0)],
  ['the hint that it is text', fixed(FLAG.text)],
  ['an extra field', Buffer.concat([fixed(FLAG.extra), extra(300)])],
  ['an empty extra field', Buffer.concat([fixed(FLAG.extra), extra(0)])],
  ['a name', Buffer.concat([fixed(FLAG.name), text(5)])],
  ['an empty name', Buffer.concat([fixed(FLAG.name), text(0)])],
  ['a long name', Buffer.concat([fixed(FLAG.name), text(64 * 1024)])],
  ['a comment', Buffer.concat([fixed(FLAG.comment), text(9)])],
  ['a checksum', withCrc(fixed(FLAG.headerCrc))],
  ['everything', withCrc(Buffer.concat([fixed(0x1f), extra(7), text(5), text(9)]))],
])('a header with %s is skipped, to its last byte', async (_, header) => {
  expect(await behind(header)).toBe('rest');
});

test.each<[string, Buffer]>([
  ['another first byte', fixed(0, [0x1e, 0x8b])],
  ['another second byte', fixed(0, [0x1f, 0x8c])],
  ['another method', fixed(0, [0x1f, 0x8b], 7)],
  ['a flag that nobody knows', fixed(0x20)],
  ['the highest flag', fixed(0x80)],
  ['a wrong checksum', withCrc(fixed(FLAG.headerCrc), 1)],
  ['a checksum wrong in its high byte', withCrc(fixed(FLAG.headerCrc), 0x100)],
  ['a name without end', Buffer.concat([fixed(FLAG.name), text(64 * 1024 + 1)])],
  ['a comment that is cut off', Buffer.concat([fixed(FLAG.comment), Buffer.from('abc')])],
  ['half of the fixed part', fixed(0).subarray(0, 2)],
])('a header with %s is none', async (_, header) => {
  await expect(behind(header)).rejects.toBeInstanceOf(GzipFault);
});
