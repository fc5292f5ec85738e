import { CALL_PATIENCE, type Patience } from '../wire/retry.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND_MS = 1000;

/** What one block blob takes at most: https://learn.microsoft.com/rest/api/storageservices/put-block#remarks */
const MOST_BLOCKS = 50_000;
const BLOCK_BYTES = 8 * MIB;

/**
 * Sizes in bytes and times in milliseconds by which the engine works. The defaults are measured: docs/performance.md.
 */
export interface CopyLimits extends Patience {
  /** Of one ranged GET. */
  readonly rangeBytes: number;
  /** Ranged GETs under way for one blob while the range before them is unpacked. */
  readonly rangesAhead: number;
  /** Of one piece of inflate's output: every piece costs a round trip to the thread pool. */
  readonly inflateChunkBytes: number;
  /** Of one staged block. A file that fits into one goes up in a single request. */
  readonly blockBytes: number;
  /** Blocks under way for one blob while the next one fills. */
  readonly blocksInFlight: number;
  /** Blocks of one file at most. */
  readonly mostBlocks: number;
  /**
   * Unpacked bytes of one file at most, the setting `MAX_FILE_BYTES`; beyond it the copy ends `OutputTooLarge` and
   * nothing is visible. Gzip does not know its unpacked size beforehand (its own length field is modulo 4 GiB and a
   * file may have several members), so the limit can only be met on the way. The default is what `mostBlocks` of
   * `blockBytes` hold, 390 GiB: larger blocks would buy room for files that no activity could copy within its time, and
   * cost memory for all others.
   */
  readonly mostOutputBytes: number;
  /**
   * One copy, from its call to its end: well below the host's `functionTimeout` (host.json), at which the host ends the
   * worker and with it all other copies, and begins this one anew four times.
   */
  readonly copyTimeMs: number;
  /** One ranged GET, body included. What arrived within it is kept, only the rest is asked for again. */
  readonly rangeTimeMs: number;
  /** One PUT of a block or a whole small file. */
  readonly putTimeMs: number;
}

export const DEFAULT_LIMITS: CopyLimits = {
  ...CALL_PATIENCE,
  rangeBytes: 4 * MIB,
  rangesAhead: 2,
  inflateChunkBytes: MIB,
  blockBytes: BLOCK_BYTES,
  blocksInFlight: 2,
  mostBlocks: MOST_BLOCKS,
  mostOutputBytes: MOST_BLOCKS * BLOCK_BYTES,
  copyTimeMs: 3.5 * 3600 * SECOND_MS,
  rangeTimeMs: 60 * SECOND_MS,
  putTimeMs: 120 * SECOND_MS,
};

/**
 * Buffers that one blob can hold at the same time, in bytes: ranges ahead and the one being unpacked, blocks in flight
 * and the one being filled, two inflate chunks.
 */
export function bufferBytesPerBlob(limits: CopyLimits): number {
  return (
    (limits.rangesAhead + 1) * limits.rangeBytes +
    (limits.blocksInFlight + 1) * limits.blockBytes +
    2 * limits.inflateChunkBytes
  );
}
