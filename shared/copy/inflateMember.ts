import { once } from 'node:events';
import { types } from 'node:util';
import { createInflateRaw, type InflateRaw } from 'node:zlib';
import type { CompressedInput } from './compressedInput.ts';
import { GzipFault } from './faults.ts';

/**
 * Unpacks one raw deflate stream and leaves the input right behind its last byte. A chunk is valid until the next one
 * is asked for.
 *
 * Raw deflate instead of `createGunzip`, because the latter joins members without telling where one ends, drops
 * everything behind a zero byte in silence, and computes a CRC that it does not show: here the same work yields the
 * checksum for the receipt.
 */
export async function* inflateMember(
  input: CompressedInput,
  chunkBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  const inflate = createInflateRaw({ chunkSize: chunkBytes });
  // A fault is met where the chunks are read; one that comes after the last chunk has nothing left to spoil.
  inflate.on('error', () => undefined);
  const feeding = feed(inflate, input);
  try {
    for await (const chunk of inflate) {
      yield chunk;
      freeAtOnce(chunk, chunkBytes);
    }
  } catch (error) {
    throw isZlibError(error) ? new GzipFault(`bad deflate data: ${error.code}`) : error;
  } finally {
    inflate.destroy();
    await feeding.stop();
  }
  const { piece, fedBytes } = feeding.state;
  const unusedBytes = fedBytes - inflate.bytesWritten;
  if (piece && unusedBytes > 0) input.unread(piece.subarray(piece.length - unusedBytes));
}

function feed(inflate: InflateRaw, input: CompressedInput) {
  const state: { piece: Buffer | undefined; fedBytes: number } = { piece: undefined, fedBytes: 0 };
  const stopping = new AbortController();
  const stopped = once(stopping.signal, 'abort');
  const run = async (): Promise<void> => {
    for (;;) {
      const piece = await input.next();
      if (!piece) {
        inflate.end();
        return;
      }
      state.piece = piece;
      state.fedBytes += piece.length;
      const written = new Promise<void>((resolve) => inflate.write(piece, () => resolve()));
      // After an error it never calls back.
      await Promise.race([written, stopped]);
      // It takes all of a piece, or else it has met its end: the rest belongs to whoever reads on.
      if (inflate.bytesWritten < state.fedBytes || stopping.signal.aborted) return;
    }
  };
  const running = run().catch((error: Error) => {
    inflate.destroy(error);
  });
  return {
    state,
    stop: (): Promise<void> => {
      stopping.abort('stopped');
      return running;
    },
  };
}

/**
 * Returns the memory of a chunk without waiting for the garbage collector: the allocator hands the same warm megabyte
 * to the next chunk, which saves the page faults and a quarter of the peak memory. Only a chunk that ends where its own
 * memory ends is alone with it: before that, inflate still writes behind it, and small chunks live in memory that Node
 * shares between buffers.
 */
function freeAtOnce(chunk: Buffer, chunkBytes: number): void {
  const memory = chunk.buffer;
  if (!(memory instanceof ArrayBuffer) || memory.byteLength !== chunkBytes) return;
  if (chunk.byteOffset + chunk.byteLength === chunkBytes) memory.transfer(0);
}

function isZlibError(error: unknown): error is { code: string } {
  return types.isNativeError(error) && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
