import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import { type Counted, startTally } from '../export/figures.ts';
import { isMadeBy, type TargetBlob } from './blockBlob.ts';
import { blockKeys } from './blockKeys.ts';
import { BlockWriter } from './blockWriter.ts';
import type { BufferPool } from './bufferPool.ts';
import { BlocksGone, FileStands } from './faults.ts';
import { Gunzip } from './gunzip.ts';
import type { CopyLimits } from './limits.ts';
import type { RequestRange } from './rangeRequest.ts';
import { SourceReader } from './sourceReader.ts';
import type { SourceUrl } from './sourceUrl.ts';
import type { CopyReceipt, CopyRequest } from './types.ts';

export interface AttemptDeps {
  readonly request: CopyRequest;
  readonly url: SourceUrl;
  readonly target: TargetBlob;
  readonly beforeFirstWrite: () => Promise<void>;
  readonly pools: { readonly ranges: BufferPool; readonly blocks: BufferPool };
  readonly limits: CopyLimits;
  readonly clock: Clock;
  readonly requestRange: RequestRange;
}

/**
 * Reads the source from its first byte, unpacks, stages and commits. Leaves nothing visible and nothing running when it
 * rejects.
 */
export async function copyAttempt(deps: AttemptDeps): Promise<CopyReceipt> {
  const { request, limits } = deps;
  // Whatever fails first, in whichever direction, stops all the rest and is the reason that the caller sees.
  const scope = new AbortController();
  const fail = (error: unknown): void => scope.abort(error);
  const onAbort = () => fail(request.signal.reason);
  request.signal.throwIfAborted();
  request.signal.addEventListener('abort', onAbort, { once: true });

  const { name } = request.source;
  const signal = scope.signal;
  const reader = new SourceReader({ ...deps, name, ranges: deps.pools.ranges, signal });
  const pieces = reader.pieces();
  const gzip = new Gunzip(pieces, limits.inflateChunkBytes);
  const blockKey = blockKeys(
    () => reader.identity,
    () => gzip.crc32,
    limits,
  );
  const writer = new BlockWriter({ ...deps, name, blockKey, blocks: deps.pools.blocks, fail, signal });
  const tally = startTally();
  let unpackedBytes = 0;
  try {
    for await (const chunk of gzip.chunks()) {
      try {
        tally.add(chunk);
        unpackedBytes += chunk.length;
        if (unpackedBytes > limits.mostOutputBytes) throw tooLarge(name, limits.mostOutputBytes);
        await writer.write(chunk);
      } catch (error) {
        // Before the loop closes its iterator: that waits for the source, which now has no reason to go on.
        fail(error);
        throw error;
      }
    }
    await writer.finish();
    const receipt = receiptOf(tally.counted(), gzip, reader);
    await commit(deps, writer, receipt, signal);
    return receipt;
  } catch (error) {
    fail(error);
    throw signal.reason;
  } finally {
    request.signal.removeEventListener('abort', onAbort);
    await pieces.return();
    await writer.release();
  }
}

/** How often a commit meets a file in another state than the one it had seen there, before it gives up. */
const MOST_LOOKS = 4;

/**
 * Makes the file visible, over nothing or over exactly what it has looked at. Each look is followed by the caller's own
 * check: a process that slept in between, while another attempt went on, finds that one's file and leaves it.
 */
async function commit(
  { request, target }: AttemptDeps,
  writer: BlockWriter,
  receipt: CopyReceipt,
  signal: AbortSignal,
): Promise<void> {
  if (writer.bytes !== receipt.bytes) {
    throw new Error(`${writer.bytes} bytes were handed to the landing, ${receipt.bytes} were unpacked`);
  }
  const { contentType } = request;
  const visible = { contentType, metadata: request.metadata(receipt) };
  let replaces: string | undefined;
  for (let looks = 0; ; looks++) {
    await request.beforeCommit?.(receipt);
    signal.throwIfAborted();
    const wanted = { ...visible, replaces };
    try {
      return await writer.commit(wanted);
    } catch (error) {
      if (!(error instanceof BlocksGone || error instanceof FileStands)) throw error;
      const standing = await target.standing(signal);
      // This very file: by another attempt, or by this one, whose answer was lost.
      if (standing && isMadeBy(wanted, receipt.bytes, standing)) return;
      if (standing && request.replaces?.(standing.metadata) === false) return;
      if (error instanceof BlocksGone) throw error;
      if (looks === MOST_LOOKS) {
        throw new CodedError(
          'LandingUnavailable',
          `${request.source.name}: somebody else keeps writing the file in the landing`,
        );
      }
      replaces = standing?.eTag;
    }
  }
}

function receiptOf(counted: Counted, gzip: Gunzip, reader: SourceReader): CopyReceipt {
  return {
    ...counted,
    crc32: gzip.crc32.toString(16).padStart(8, '0'),
    source: { ...reader.identity, sha256: reader.sha256() },
  };
}

function tooLarge(name: string, mostBytes: number): CodedError {
  return new CodedError('OutputTooLarge', `${name}: unpacked it is larger than the limit of ${mostBytes} bytes`);
}
