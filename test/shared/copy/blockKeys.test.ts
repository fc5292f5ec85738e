import { describe, expect, test } from '@jest/globals';
import { blockKeys } from '../../../shared/copy/blockKeys.ts';
import { BLOCK_KEY_BYTES } from '../../../shared/copy/blockWriter.ts';
import { DEFAULT_LIMITS } from '../../../shared/copy/limits.ts';

const SOURCE = { eTag: '"0x8D"', bytes: 1_000 };
const keyOf = (changes: Partial<typeof SOURCE & typeof DEFAULT_LIMITS> & { crc32?: number } = {}) => {
  const { eTag = SOURCE.eTag, bytes = SOURCE.bytes, crc32 = 7, ...limits } = changes;
  return blockKeys(
    () => ({ eTag, bytes }),
    () => crc32,
    { ...DEFAULT_LIMITS, ...limits },
  )();
};

describe('the key of a block', () => {
  test('is the same for every attempt at the same bytes', () => {
    expect(keyOf()).toEqual(keyOf());
    expect(keyOf()).toHaveLength(BLOCK_KEY_BYTES);
  });

  test.each([
    ['another version of the source', { eTag: '"0x8E"' }],
    ['another length of the source', { bytes: 1_001 }],
    ['other bytes so far', { crc32: 8 }],
    ['a checksum beyond 31 bits', { crc32: 0xffff_ffff }],
    ['other ranges', { rangeBytes: 1 }],
    ['other pieces', { inflateChunkBytes: 1 }],
    ['other blocks', { blockBytes: 1 }],
  ])('is another one for %s', (_, changes) => {
    expect(keyOf(changes)).not.toEqual(keyOf());
  });

  test('follows what is unpacked', () => {
    let crc32 = 1;
    const key = blockKeys(
      () => SOURCE,
      () => crc32,
      DEFAULT_LIMITS,
    );
    const first = key();
    crc32 = 2;
    expect(key()).not.toEqual(first);
  });
});
