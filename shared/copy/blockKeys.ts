import { createHash } from 'node:crypto';
import { BLOCK_KEY_BYTES } from './blockWriter.ts';
import type { CopyLimits } from './limits.ts';
import type { SourceIdentity } from './rangeRequest.ts';

const CRC_BYTES = 4;

/**
 * Names the blocks of one attempt: by the version of the source, by the sizes that decide where its pieces begin, and
 * by the CRC-32 of what has been unpacked so far. So an attempt over the same bytes gives the same names, and one that
 * was damaged on its way others.
 */
export function blockKeys(
  identity: () => SourceIdentity,
  unpackedCrc32: () => number,
  { rangeBytes, inflateChunkBytes, blockBytes }: CopyLimits,
): () => Buffer {
  let source: Buffer | undefined;
  return () => {
    const { eTag, bytes } = identity();
    source ??= createHash('sha256')
      .update(JSON.stringify([eTag, bytes, rangeBytes, inflateChunkBytes, blockBytes]))
      .digest()
      .subarray(0, BLOCK_KEY_BYTES - CRC_BYTES);
    const crc32 = Buffer.alloc(CRC_BYTES);
    crc32.writeUInt32BE(unpackedCrc32());
    return Buffer.concat([source, crc32]);
  };
}
