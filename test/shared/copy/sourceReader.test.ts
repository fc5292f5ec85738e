import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../shared/clock.ts';
import { BufferPool } from '../../../shared/copy/bufferPool.ts';
import { DEFAULT_LIMITS } from '../../../shared/copy/limits.ts';
import type { RangeAnswer, RangeRequest, RequestRange } from '../../../shared/copy/rangeRequest.ts';
import { SourceReader } from '../../../shared/copy/sourceReader.ts';
import { SourceUrl } from '../../../shared/copy/sourceUrl.ts';

const RANGE_BYTES = 10;
const BLOB = randomBytes(45);

/** A pool that counts the buffers that are out. */
class CountingPool extends BufferPool {
  out = 0;

  override take(): Buffer {
    this.out++;
    return super.take();
  }

  override give(buffer: Buffer): void {
    this.out--;
    super.give(buffer);
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function* inChunks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 4) yield bytes.subarray(at, at + 4);
}

function readerOf(blob: Buffer, answer: (request: RangeRequest) => RangeAnswer | undefined = () => undefined) {
  const identity = { bytes: blob.length, eTag: '"v1"' };
  const world = { open: 0, mostOpen: 0 };
  const requestRange: RequestRange = async (request) => {
    world.mostOpen = Math.max(world.mostOpen, ++world.open);
    await turn();
    world.open--;
    return (
      answer(request) ?? { kind: 'bytes', identity, body: inChunks(blob.subarray(request.first, request.last + 1)) }
    );
  };
  const ranges = new CountingPool(RANGE_BYTES);
  const { signal } = new AbortController();
  const source = { name: 'a', url: async () => 'u', renew: async () => 'v' };
  const reader = new SourceReader({
    name: 'a',
    url: new SourceUrl(source, signal),
    requestRange,
    ranges,
    limits: { ...DEFAULT_LIMITS, rangeBytes: RANGE_BYTES, rangesAhead: 2 },
    clock: systemClock,
    signal,
  });
  return { reader, ranges, world };
}

describe('the pieces of a source', () => {
  test.each([1, 9, 10, 11, 20, 45])('of %i bytes are the whole, in order', async (length) => {
    const blob = BLOB.subarray(0, length);
    const { reader, ranges } = readerOf(blob);
    const pieces: Buffer[] = [];
    for await (const piece of reader.pieces()) pieces.push(Buffer.from(piece));
    expect(Buffer.concat(pieces)).toEqual(blob);
    expect(reader.sha256()).toBe(createHash('sha256').update(blob).digest('hex'));
    expect(reader.identity.bytes).toBe(length);
    expect(ranges.out).toBe(0);
  });

  test('are fetched ahead of whoever reads, but not further than agreed', async () => {
    const { reader, ranges, world } = readerOf(BLOB);
    const pieces = reader.pieces();
    await pieces.next();
    for (let moment = 0; moment < 20; moment++) await turn();
    expect(world.mostOpen).toBe(2);
    // The one that is read, and two ahead.
    expect(ranges.out).toBe(3);
    await pieces.return();
    expect(ranges.out).toBe(0);
  });

  test('leave no buffer behind when one of them fails', async () => {
    const { reader, ranges } = readerOf(BLOB, ({ first }) => (first === 20 ? { kind: 'gone' } : undefined));
    const reading = async () => {
      for await (const _ of reader.pieces()) await turn();
    };
    await expect(reading()).rejects.toMatchObject({ code: 'SnapshotMoved' });
    expect(ranges.out).toBe(0);
  });
});
