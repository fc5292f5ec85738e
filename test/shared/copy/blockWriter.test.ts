import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { TargetBlob } from '../../../shared/copy/blockBlob.ts';
import { BLOCK_KEY_BYTES, BlockWriter } from '../../../shared/copy/blockWriter.ts';
import { BufferPool } from '../../../shared/copy/bufferPool.ts';
import { DEFAULT_LIMITS } from '../../../shared/copy/limits.ts';

const BLOCK_BYTES = 10;
const COMMIT = { contentType: 't', metadata: {}, replaces: undefined };

/** A pool that knows which of its buffers are out. */
class WatchedPool extends BufferPool {
  readonly out = new Set<Buffer>();

  override take(): Buffer {
    const buffer = super.take();
    this.out.add(buffer);
    return buffer;
  }

  override give(buffer: Buffer): void {
    if (!this.out.delete(buffer)) throw new Error('given back twice, or never taken');
    super.give(buffer);
  }
}

function writerOf(stage: (id: string) => Promise<void> = async () => {}) {
  const blocks = new Map<string, Buffer>();
  const visible: Buffer[] = [];
  const failures: unknown[] = [];
  const world = { staging: 0, mostStaging: 0 };
  const target: TargetBlob = {
    async stageBlock(id, bytes) {
      world.mostStaging = Math.max(world.mostStaging, ++world.staging);
      await new Promise(setImmediate);
      try {
        await stage(id);
        blocks.set(id, Buffer.from(bytes));
      } finally {
        world.staging--;
      }
    },
    commitBlocks: async (ids) => {
      visible.push(Buffer.concat(ids.map((id) => blocks.get(id) ?? Buffer.from('missing'))));
    },
    putFile: async (bytes) => {
      visible.push(Buffer.from(bytes));
    },
    standing: async () => undefined,
  };
  const pool = new WatchedPool(BLOCK_BYTES);
  const controller = new AbortController();
  const key = randomBytes(BLOCK_KEY_BYTES);
  const writer = new BlockWriter({
    name: 'a',
    target,
    blocks: pool,
    blockKey: () => key,
    limits: { ...DEFAULT_LIMITS, blockBytes: BLOCK_BYTES, blocksInFlight: 2 },
    beforeFirstWrite: async () => {},
    fail: (error) => {
      failures.push(error);
      controller.abort(error);
    },
    signal: controller.signal,
  });
  return { writer, blocks, visible, failures, pool, world, controller };
}

async function written(bytes: Buffer, chunkBytes: number) {
  const bed = writerOf();
  for (let at = 0; at < bytes.length; at += chunkBytes) await bed.writer.write(bytes.subarray(at, at + chunkBytes));
  await bed.writer.finish();
  await bed.writer.commit(COMMIT);
  await bed.writer.release();
  return bed;
}

describe('a file in blocks', () => {
  test.each([0, 1, 9, 10, 11, 20, 25, 125])('of %i bytes is whole, however it comes', async (length) => {
    const bytes = randomBytes(length);
    for (const chunkBytes of [1, 7, 10, 200]) {
      const { visible, writer } = await written(bytes, chunkBytes);
      expect(visible).toEqual([bytes]);
      expect(writer.bytes).toBe(length);
    }
  });

  test('has block ids of one length, as the service demands', async () => {
    const { blocks } = await written(randomBytes(125), 50);
    expect(blocks.size).toBe(13);
    expect([...blocks.keys()].map((id) => id.length)).toEqual(Array(13).fill(24));
  });

  test('has a block id for each key and place', async () => {
    const one = [...(await written(randomBytes(50), 50)).blocks.keys()];
    const other = [...(await written(randomBytes(50), 50)).blocks.keys()];
    expect(new Set([...one, ...other]).size).toBe(10);
  });

  test('goes up with no more blocks at once than agreed', async () => {
    const { world } = await written(randomBytes(125), 125);
    expect(world.mostStaging).toBe(2);
  });
});

describe('the buffers of a file', () => {
  test.each([0, 5, 10, 125])('of %i bytes are all given back', async (length) => {
    const { pool } = await written(randomBytes(length), 50);
    expect(pool.out.size).toBe(0);
  });

  test('are given back when a block cannot be staged, which ends the attempt', async () => {
    const broken = new Error('broken');
    const { writer, pool, failures } = writerOf(() => Promise.reject(broken));
    const writing = async () => {
      for (let block = 0; block < 10; block++) await writer.write(randomBytes(BLOCK_BYTES));
      await writer.finish();
    };
    await expect(writing()).rejects.toBe(broken);
    await writer.release();
    expect(failures[0]).toBe(broken);
    expect(pool.out.size).toBe(0);
  });

  test('are given back only when no request uses them any more', async () => {
    let finish = () => {};
    const staging = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { writer, pool } = writerOf(() => staging);
    await writer.write(randomBytes(BLOCK_BYTES + 1));
    const releasing = writer.release();
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(pool.out.size).toBeGreaterThan(0);
    finish();
    await releasing;
    expect(pool.out.size).toBe(0);
  });
});

test('an attempt that was given up stages nothing more, and is not finished', async () => {
  const { writer, blocks, controller } = writerOf();
  await writer.write(randomBytes(BLOCK_BYTES));
  const reason = new Error('cancelled');
  controller.abort(reason);
  await expect(writer.write(randomBytes(BLOCK_BYTES))).rejects.toBe(reason);
  expect(blocks.size).toBe(0);
  const small = writerOf();
  await small.writer.write(randomBytes(1));
  small.controller.abort(reason);
  await expect(small.writer.finish()).rejects.toBe(reason);
});
