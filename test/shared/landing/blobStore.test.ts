import { randomBytes } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../shared/clock.ts';
import { type BlobStore, createBlobStore, RANGE_BYTES } from '../../../shared/landing/blobStore.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { rejectedCode } from '../../support/codes.ts';
import { memoryBlobStore } from '../../support/memoryBlobStore.ts';

let azurite: Azurite;
let container: ContainerClient;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  container = await azurite.createContainer();
});

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(Uint8Array.from(chunk));
  return Buffer.concat(parts);
}

async function* pieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const stores: [string, () => BlobStore][] = [
  ['of Azurite', () => createBlobStore(container, systemClock)],
  ['in memory', () => memoryBlobStore()],
];

describe.each(stores)('a blob store %s', (_, make) => {
  test('gives back what was put, byte for byte, and undefined where nothing is', async () => {
    const store = make();
    const etag = await store.put('a/b.bin', Buffer.from([0, 255, 10]), { ifAbsent: true });
    expect(await store.get('a/b.bin')).toEqual({ bytes: Buffer.from([0, 255, 10]), etag });
    expect(await store.get('a/none')).toBeUndefined();
    await store.put('a/empty', new Uint8Array(0), { always: true });
    expect((await store.get('a/empty'))?.bytes.length).toBe(0);
  });

  test.each([
    ['absent', { ifAbsent: true } as const],
    ['in that state', { ifMatch: '"0x1"' } as const],
  ])('puts nothing where the blob is not %s', async (_name, condition) => {
    const store = make();
    await store.put('x', Buffer.from('old'), { always: true });
    expect(await store.put('x', Buffer.from('new'), condition)).toBeUndefined();
    expect((await store.get('x'))?.bytes.toString()).toBe('old');
  });

  test('replaces exactly the state that was read', async () => {
    const store = make();
    const etag = await store.put('x', Buffer.from('1'), { ifAbsent: true });
    expect(await store.put('x', Buffer.from('2'), { ifMatch: etag ?? '' })).toBeDefined();
    expect((await store.get('x'))?.bytes.toString()).toBe('2');
  });

  test('a large blob goes in and comes out in pieces', async () => {
    const store = make();
    const bytes = randomBytes(2 * RANGE_BYTES + 17);
    expect(await store.putStream('large', pieces(bytes, 700_001))).toEqual({ bytes: bytes.length });
    expect((await bytesOf(store.stream('large'))).equals(bytes)).toBe(true);
    expect((await store.get('large'))?.bytes.equals(bytes)).toBe(true);
  });

  test('lists what lies below a prefix, and removes', async () => {
    const store = make();
    for (const path of ['t/1', 't/2', 'u/1']) await store.put(path, Buffer.from(path), { always: true });
    await store.remove('t/2');
    await store.remove('t/2');
    const found: [string, number][] = [];
    for await (const { path, bytes } of store.list('t/')) found.push([path, bytes]);
    expect(found).toEqual([['t/1', 3]]);
  });
});

test('a blob that is replaced while it is read is not mixed with what it was', async () => {
  const store = createBlobStore(container, systemClock);
  await store.putStream('large', pieces(randomBytes(3 * RANGE_BYTES), RANGE_BYTES));
  const reading = store.stream('large')[Symbol.asyncIterator]();
  await reading.next();
  await store.put('large', randomBytes(3 * RANGE_BYTES), { always: true });
  const rest = async () => {
    for (let step = await reading.next(); !step.done; step = await reading.next());
  };
  expect(await rejectedCode(rest())).toBe('LandingUnavailable');
});

test('a blob that is not there cannot be streamed', async () => {
  expect(await rejectedCode(bytesOf(createBlobStore(container, systemClock).stream('none')))).toBe(
    'LandingUnavailable',
  );
});
