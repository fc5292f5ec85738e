import { expect, test } from '@jest/globals';
import { BufferPool } from '../../../shared/copy/bufferPool.ts';

test('a buffer that was given back is taken again, and never by two at a time', () => {
  const pool = new BufferPool(16);
  const [a, b] = [pool.take(), pool.take()];
  expect([a.length, b.length]).toEqual([16, 16]);
  expect(a.buffer).not.toBe(b.buffer);
  pool.give(a);
  expect(pool.take()).toBe(a);
  expect([a, b]).not.toContain(pool.take());
});

test('an idle pool keeps no more buffers than it is told to', () => {
  const pool = new BufferPool(16);
  const many = Array.from({ length: 5 }, () => pool.take());
  for (const buffer of many) pool.give(buffer);
  pool.trim(2);
  const again = Array.from({ length: 5 }, () => pool.take());
  expect(again.filter((buffer) => many.includes(buffer))).toHaveLength(2);

  pool.trim(9);
  expect(pool.take().length).toBe(16);
});
