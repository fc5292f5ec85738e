import { crc32, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GzipFault } from '../../../shared/copy/faults.ts';
import { Gunzip } from '../../../shared/copy/gunzip.ts';
import { startTally } from '../../../shared/export/figures.ts';

/** Cuts at the given fractions of the length. */
function cutAt(bytes: Buffer, fractions: readonly number[]): Buffer[] {
  const cuts = [0, ...fractions.map((f) => Math.floor(f * bytes.length)).sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}

async function* inOrder(pieces: Iterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  // A piece is only valid until the next one is asked for, as with the real reader.
  for (const piece of pieces) {
    const lent = Buffer.from(piece);
    yield lent;
    lent.fill(0xee);
  }
}

async function unpack(pieces: Iterable<Buffer>, chunkBytes = 4096) {
  const gunzip = new Gunzip(inOrder(pieces), chunkBytes);
  const tally = startTally();
  const chunks: Buffer[] = [];
  for await (const chunk of gunzip.chunks()) {
    tally.add(chunk);
    chunks.push(Buffer.from(chunk));
  }
  return {
    bytes: Buffer.concat(chunks),
    crc32: gunzip.crc32,
    lines: tally.counted().lines,
    counted: tally.counted().bytes,
  };
}

const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc.constantFrom('\n', 'line\n', '{"a":1}\n{"a":2}\n', 'x'.repeat(9000)),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))));
const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });

describe('where pieces, members and chunks are cut changes nothing', () => {
  test('bytes, lines and CRC are those of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        content,
        fractions,
        fractions,
        fc.constantFrom(64, 1000, 4096, 65_536),
        fc.nat(40),
        fc.constantFrom(0, 1, 6),
        async (file, members, pieces, chunkBytes, padding, level) => {
          const gz = Buffer.concat([
            ...cutAt(file, members).map((member) => gzipSync(member, { level })),
            Buffer.alloc(padding),
          ]);
          const unpacked = await unpack(cutAt(gz, pieces), chunkBytes);
          expect(unpacked.bytes.equals(file)).toBe(true);
          expect(unpacked.counted).toBe(file.length);
          expect(unpacked.crc32).toBe(crc32(file));
          const newlines = file.filter((byte) => byte === 10).length;
          expect(unpacked.lines).toBe(newlines + (file.length > 0 && file.at(-1) !== 10 ? 1 : 0));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('one byte at a time', async () => {
    const file = Buffer.from('{"a":1}\n'.repeat(50));
    const gz = Buffer.concat([gzipSync(file), gzipSync(file), Buffer.alloc(3)]);
    const { bytes } = await unpack([...gz].map((byte) => Buffer.from([byte])));
    expect(bytes.equals(Buffer.concat([file, file]))).toBe(true);
  });
});

describe('a file that is not whole is never taken for one', () => {
  const file = Buffer.from('{"a":1}\n'.repeat(400));

  test('cut anywhere', async () => {
    const gz = gzipSync(file);
    for (let length = 0; length < gz.length; length++) {
      await expect(unpack([gz.subarray(0, length)])).rejects.toBeInstanceOf(GzipFault);
    }
  });

  test('one bit flipped anywhere: refused, or one of the few bits that mean nothing', async () => {
    const gz = gzipSync(file);
    let taken = 0;
    for (let bit = 0; bit < gz.length * 8; bit++) {
      const flipped = Buffer.from(gz);
      flipped[bit >> 3] = flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7));
      const outcome = await unpack([flipped, Buffer.from(gz)]).catch((error: unknown) => error);
      if (outcome instanceof GzipFault) continue;
      taken++;
      expect(outcome).toMatchObject({ counted: 2 * file.length, crc32: crc32(Buffer.concat([file, file])) });
    }
    // Time, extra flags and system in the header are 48 bits; the text flag and the padding of the last deflate byte are a few more.
    expect(taken).toBeLessThan(48 + 10);
  });

  test.each<[string, number[][]]>([
    ['a zero byte and another', [[0, 1]]],
    ['zeros, and much later something', [Array(5_000).fill(0), [0, 0, 7]]],
    ['zeros and another member', [[0, 0, ...gzipSync(file)]]],
  ])('%s behind the end', async (_, pieces) => {
    await expect(unpack([gzipSync(file), ...pieces.map((piece) => Buffer.from(piece))])).rejects.toBeInstanceOf(
      GzipFault,
    );
  });

  test('anything but zeros behind the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (tail) => {
        fc.pre(tail.some((byte) => byte !== 0));
        await expect(unpack([gzipSync(file), Buffer.from(tail)])).rejects.toBeInstanceOf(GzipFault);
      }),
    );
  });
});

test('an error of the source comes through as it is', async () => {
  async function* broken(): AsyncGenerator<Buffer, void, undefined> {
    yield gzipSync(Buffer.alloc(100_000)).subarray(0, 60);
    throw new RangeError('source broke');
  }
  const run = async () => {
    for await (const _ of new Gunzip(broken(), 1024).chunks());
  };
  await expect(run()).rejects.toThrow(new RangeError('source broke'));
});

test('memory that Node shares between small buffers is left alone', async () => {
  const neighbours = Array.from({ length: 64 }, (_, index) => Buffer.from(`neighbour ${index}`));
  const { bytes } = await unpack([gzipSync(Buffer.alloc(100_000, 'x'))], 64);
  expect(bytes.equals(Buffer.alloc(100_000, 'x'))).toBe(true);
  expect(neighbours.map(String)).toEqual(neighbours.map((_, index) => `neighbour ${index}`));
});

test('a consumer that stops early leaves nothing hanging', async () => {
  const gunzip = new Gunzip(inOrder([gzipSync(Buffer.alloc(1_000_000))]), 1024);
  for await (const chunk of gunzip.chunks()) {
    expect(chunk.length).toBe(1024);
    break;
  }
});
