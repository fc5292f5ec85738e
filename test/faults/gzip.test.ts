import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CopyBed, startCopyBed } from '../support/copyBed.ts';
import { gzipMembers, sampleLines } from '../support/sampleLines.ts';

const file = sampleLines(1500);
const gz = gzipSync(file);
const empty = gzipSync(Buffer.alloc(0));
const bytes = (...values: number[]) => Buffer.from(values);
const cut = (length: number) => gz.subarray(0, length);
const changed = (at: number, value = 0xa5) => {
  const copy = Buffer.from(gz);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = copy.readUInt8(index) ^ value;
  return copy;
};
/** The same file with a header that holds all optional fields. */
function fullHeader(crcDelta = 0): Buffer {
  const header = Buffer.concat([
    bytes(0x1f, 0x8b, 8, 0b11110, 0, 0, 0, 0, 0, 3),
    bytes(4, 0, 1, 2, 3, 4),
    Buffer.from('name.json\0a comment\0', 'latin1'),
  ]);
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(((crc32(header) & 0xffff) + crcDelta) & 0xffff);
  return Buffer.concat([header, checksum, gz.subarray(10)]);
}

let bed: CopyBed;
let files = 0;
beforeAll(async () => {
  bed = await startCopyBed();
});
afterAll(() => bed.stop());

describe('what is a whole gzip file lands to the byte', () => {
  test.each<[string, Buffer, Buffer]>([
    ['one member', gz, file],
    ['seven members', gzipMembers(file, 7), file],
    ['a hundred members', gzipMembers(file, 100), file],
    ['an empty member', empty, Buffer.alloc(0)],
    ['an empty member before and behind', Buffer.concat([empty, gz, empty]), file],
    ['zero padding of one byte', Buffer.concat([gz, bytes(0)]), file],
    ['zero padding over several ranges', Buffer.concat([gz, Buffer.alloc(70_000)]), file],
    ['a header with every optional field', fullHeader(), file],
    ['stored, not compressed', gzipSync(file, { level: 0 }), file],
    ['a file without a newline at its end', gzipSync(file.subarray(0, -1)), file.subarray(0, -1)],
  ])('%s', async (_, source, expected) => {
    const name = `good-${++files}`;
    bed.source.setBlob(source);
    const { receipt } = await bed.copy(name);
    expect(await bed.holds(name, expected)).toBe(true);
    expect(receipt).toMatchObject({
      bytes: expected.length,
      lines: expected.toString().split('\n').filter(Boolean).length,
      crc32: crc32(expected).toString(16).padStart(8, '0'),
      source: { bytes: source.length },
    });
  });
});

describe('anything else ends GzipInvalid after fresh bytes were tried, and nothing is visible', () => {
  test.each<[string, Buffer]>([
    ['an empty blob', Buffer.alloc(0)],
    ['a lone 1f', bytes(0x1f)],
    ['cut in the header', cut(5)],
    ['cut behind the header', cut(10)],
    ['cut at a range boundary', cut(32 * 1024)],
    ['cut in the middle', cut(Math.floor(gz.length / 2))],
    ['cut before the trailer', cut(gz.length - 8)],
    ['cut between CRC and length', cut(gz.length - 4)],
    ['one byte short', cut(gz.length - 1)],
    ['a second member cut', Buffer.concat([gz, cut(gz.length - 3)])],
    ['a wrong CRC', changed(-8)],
    ['a wrong length', changed(-1)],
    ['a flipped byte in the data', changed(Math.floor(gz.length / 2))],
    ['a second member with a wrong CRC', Buffer.concat([gz, changed(-8)])],
    ['a wrong header checksum', fullHeader(1)],
    ['a reserved header flag', changed(3, 0x80)],
    ['an unknown method', changed(2, 1)],
    ['text behind the end', Buffer.concat([gz, Buffer.from('garbage')])],
    ['a lone 1f behind the end', Buffer.concat([gz, bytes(0x1f)])],
    ['1f 8b and junk behind the end', Buffer.concat([gz, bytes(0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9)])],
    ['a zero byte and another member', Buffer.concat([gz, bytes(0), gz])],
    ['a zero byte and text', Buffer.concat([gz, bytes(0), Buffer.from('garbage')])],
    ['zero padding over several ranges, then one byte', Buffer.concat([gz, Buffer.alloc(70_000), bytes(1)])],
    ['plain JSON lines', file],
    ['zlib instead of gzip', deflateSync(file)],
    ['gzip in gzip is unpacked once only: this one is cut', gzipSync(gz).subarray(0, -1)],
  ])('%s', async (_, source) => {
    const name = `bad-${++files}`;
    bed.source.setBlob(source);
    await expect(bed.copy(name)).rejects.toMatchObject({ code: 'GzipInvalid' });
    expect(await bed.landed(name)).toBeUndefined();
    expect(bed.source.gets.filter(({ first }) => first === 0)).toHaveLength(2);
  });

  test('an older file stays as it was', async () => {
    const name = `old-${++files}`;
    const older = Buffer.from('older\n');
    await bed.container.getBlockBlobClient(name).uploadData(older);
    bed.source.setBlob(changed(-8));
    await expect(bed.copy(name)).rejects.toMatchObject({ code: 'GzipInvalid' });
    expect(await bed.holds(name, older)).toBe(true);
  });
});

test('bytes that were bad once are read again and land', async () => {
  const name = `healed-${++files}`;
  bed.source.setBlob(gz);
  bed.source.setFault(async (get) => {
    if (get.count !== 1) return false;
    const bad = Buffer.from(get.blob);
    bad[5000] = bad.readUInt8(5000) ^ 0xff;
    Object.assign(get, { blob: bad });
    await get.answer();
    return true;
  });
  await bed.copy(name);
  expect(await bed.holds(name, file)).toBe(true);
});

describe('OutputTooLarge', () => {
  test.each<[string, object]>([
    ['beyond the limit on unpacked bytes', { mostOutputBytes: file.length - 1 }],
    ['beyond the most blocks', { mostBlocks: 2 }],
  ])('%s', async (_, limits) => {
    const name = `large-${++files}`;
    bed.source.setBlob(gz);
    await expect(bed.copy(name, { limits })).rejects.toMatchObject({ code: 'OutputTooLarge' });
    expect(await bed.landed(name)).toBeUndefined();
  });

  test('a file of exactly the limits lands', async () => {
    const name = `fits-${++files}`;
    bed.source.setBlob(gz);
    const blockBytes = Math.ceil(file.length / 3);
    await bed.copy(name, { limits: { mostOutputBytes: file.length, blockBytes, mostBlocks: 3 } });
    expect(await bed.holds(name, file)).toBe(true);
  });
});
