import { crc32 } from 'node:zlib';
import type { CompressedInput } from './compressedInput.ts';
import { GzipFault } from './faults.ts';

const FIXED_BYTES = 10;
const DEFLATE = 8;
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;
/** Names and comments have no length limit of their own; one this long is no file of anybody's. */
const LONGEST_TEXT_BYTES = 64 * 1024;

/** Consumes one member header and checks it (RFC 1952, 2.3). Nothing in it matters to the unpacked bytes. */
export async function skipGzipHeader(input: CompressedInput): Promise<void> {
  const fixed = await input.take(FIXED_BYTES);
  if (fixed[0] !== 0x1f || fixed[1] !== 0x8b) throw new GzipFault('not gzip: the magic bytes 1f 8b are missing');
  if (fixed[2] !== DEFLATE) throw new GzipFault(`gzip with the unknown compression method ${fixed[2]}`);
  const flags = fixed.readUInt8(3);
  if (flags & FLAG.reserved) throw new GzipFault('gzip with reserved header flags set');

  let crc = crc32(fixed);
  const take = async (count: number): Promise<Buffer> => {
    const bytes = await input.take(count);
    crc = crc32(bytes, crc);
    return bytes;
  };
  const takeText = async (): Promise<void> => {
    for (let count = 0; (await take(1)).readUInt8() !== 0; count++) {
      if (count === LONGEST_TEXT_BYTES) throw new GzipFault('gzip with an endless name or comment in its header');
    }
  };
  if (flags & FLAG.extra) await take((await take(2)).readUInt16LE());
  if (flags & FLAG.name) await takeText();
  if (flags & FLAG.comment) await takeText();
  if (flags & FLAG.headerCrc) {
    const expected = crc & 0xffff;
    if ((await input.take(2)).readUInt16LE() !== expected) throw new GzipFault('gzip with a wrong header checksum');
  }
}
