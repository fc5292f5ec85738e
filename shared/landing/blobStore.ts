import { randomUUID } from 'node:crypto';
import { type ContainerClient, RestError } from '@azure/storage-blob';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import { describeFailure } from '../wire/describeFailure.ts';
import { CALL_PATIENCE, retry, type Try } from '../wire/retry.ts';
import { httpStatusOf, isLostRace, landingCall } from './landing.ts';

/** A small blob and the ETag to replace exactly this state of it. */
export interface StoredBlob {
  bytes: Buffer;
  etag: string;
}

export type PutCondition = { ifAbsent: true } | { ifMatch: string } | { always: true };

/**
 * Blobs of the landing container that are derived from landed files: analyses, tables, proofs. Paths are inside the
 * container, prefix included. Throws `LandingForbidden` or `LandingUnavailable` after the landing's four minutes of
 * retries.
 */
export interface BlobStore {
  /** A whole small blob; undefined when there is none. */
  get(path: string): Promise<StoredBlob | undefined>;
  /**
   * A large blob in pieces of up to {@link RANGE_BYTES}, one range ahead of the reader and all of one ETag: a blob that
   * is replaced meanwhile ends in `LandingUnavailable`, as does one that is not there.
   */
  stream(path: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /**
   * Answers the new ETag, or undefined when the condition does not hold. A put whose answer was lost is sent again and
   * then meets itself: who puts `ifAbsent` must be able to recognise its own content.
   */
  put(path: string, bytes: Uint8Array, condition: PutCondition, contentType?: string): Promise<string | undefined>;
  /**
   * A blob of any length, visible when whole. Answers its length. Its name must belong to this attempt alone, unless it
   * is to `replace` what stands there.
   */
  putStream(
    path: string,
    chunks: AsyncIterable<Uint8Array>,
    contentType?: string,
    options?: { replace: boolean },
  ): Promise<{ bytes: number }>;
  list(prefix: string): AsyncIterable<{ path: string; bytes: number; lastModified: Date }>;
  /** Nothing happens when there is none. */
  remove(path: string): Promise<void>;
}

export const RANGE_BYTES = 4 * 1024 * 1024;
const BLOCK_BYTES = 8 * 1024 * 1024;
const OCTETS = 'application/octet-stream';

export function createBlobStore(container: ContainerClient, clock: Clock): BlobStore {
  const read = createRangeReader(container, clock);
  return {
    async get(path) {
      const parts: Buffer[] = [];
      let etag = '';
      for (let first = 0, total = 1; first < total; first += RANGE_BYTES) {
        const range = await read(path, first, etag || undefined);
        if (!range) {
          if (first === 0) return undefined;
          throw changed(path);
        }
        parts.push(range.bytes);
        ({ etag, total } = range);
      }
      return { bytes: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts), etag };
    },

    async *stream(path, signal) {
      let next = await read(path, 0, undefined, signal);
      if (!next) throw new CodedError('LandingUnavailable', `The landing account has no ${path}.`);
      const { etag, total } = next;
      for (let first = RANGE_BYTES; next; first += RANGE_BYTES) {
        const ahead = first < total ? read(path, first, etag, signal) : undefined;
        // It is awaited in its turn; until then its failure must not count as unhandled.
        ahead?.catch(() => undefined);
        yield next.bytes;
        next = await ahead;
        if (ahead && !next) throw changed(path);
      }
    },

    put: (path, bytes, condition, contentType = OCTETS) =>
      landingCall(`write ${path}`, async () => {
        try {
          const { etag } = await container
            .getBlockBlobClient(path)
            .upload(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), bytes.length, {
              blobHTTPHeaders: { blobContentType: contentType },
              conditions: conditionsOf(condition),
            });
          return etag ?? '';
        } catch (error) {
          if (isLostRace(error)) return undefined;
          throw error;
        }
      }),

    putStream: (path, chunks, contentType = OCTETS, { replace } = { replace: false }) =>
      landingCall(`write ${path}`, () => putBlocks(container, path, chunks, { contentType, replace })),

    async *list(prefix) {
      const pages = container.listBlobsFlat({ prefix }).byPage()[Symbol.asyncIterator]();
      for (;;) {
        const page = await landingCall(`list ${prefix}`, () => pages.next());
        if (page.done) return;
        for (const { name, properties } of page.value.segment.blobItems) {
          yield { path: name, bytes: properties.contentLength ?? 0, lastModified: properties.lastModified };
        }
      }
    },

    async remove(path) {
      await landingCall(`remove ${path}`, () => container.getBlobClient(path).deleteIfExists());
    },
  };
}

interface ReadRange {
  bytes: Buffer;
  etag: string;
  /** Length of the whole blob. */
  total: number;
}

type ReadOneRange = (
  path: string,
  first: number,
  etag?: string,
  signal?: AbortSignal,
) => Promise<ReadRange | undefined>;

/** Reads one range whole; undefined when there is no such blob. */
function createRangeReader(container: ContainerClient, clock: Clock): ReadOneRange {
  return (path, first, etag, signal = new AbortController().signal) =>
    landingCall(`read ${path}`, () => {
      const once = async (): Promise<Try<ReadRange | undefined>> => {
        try {
          const response = await container.getBlobClient(path).download(first, RANGE_BYTES, {
            abortSignal: signal,
            ...(etag ? { conditions: { ifMatch: etag } } : {}),
          });
          const bytes = await collected(response.readableStreamBody, response.contentLength ?? 0);
          const total = Number(/\/(\d+)$/.exec(response.contentRange ?? '')?.[1] ?? bytes.length);
          return { kind: 'done', value: { bytes, etag: response.etag ?? '', total } };
        } catch (error) {
          if (httpStatusOf(error) === 404) return { kind: 'done', value: undefined };
          // Nothing is at the first byte of an empty blob.
          if (httpStatusOf(error) === 416)
            return { kind: 'done', value: { bytes: Buffer.alloc(0), etag: '', total: 0 } };
          if (httpStatusOf(error) === 412) throw changed(path);
          // What the client's own pipeline has given up needs no more tries.
          if (signal.aborted || error instanceof CodedError) throw error;
          if (error instanceof RestError && error.statusCode !== undefined) throw error;
          return { kind: 'again', reason: describeFailure(error) };
        }
      };
      const giveUp = (last: { reason: string }) => new CodedError('LandingUnavailable', `${path}: ${last.reason}`);
      // For bodies that break after their headers; what fails before is tried again by the client's own pipeline.
      return retry({ ...CALL_PATIENCE, clock }, signal, once, giveUp);
    });
}

async function collected(body: NodeJS.ReadableStream | undefined, expectedBytes: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(expectedBytes);
  let filledBytes = 0;
  for await (const chunk of body ?? []) {
    const piece = typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk;
    filledBytes += piece.copy(bytes, filledBytes);
  }
  if (filledBytes !== expectedBytes) throw new Error('the body ended too early');
  return bytes;
}

async function putBlocks(
  container: ContainerClient,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  { contentType, replace }: { contentType: string; replace: boolean },
): Promise<{ bytes: number }> {
  const blob = container.getBlockBlobClient(path);
  // Ids of one attempt only, all of one length: blocks of a broken attempt are never taken for these.
  const attempt = randomUUID();
  const ids: string[] = [];
  let bytes = 0;
  for await (const block of blocksOf(chunks)) {
    const id = Buffer.from(`${attempt}-${String(ids.length).padStart(6, '0')}`).toString('base64');
    await blob.stageBlock(id, block, block.length);
    ids.push(id);
    bytes += block.length;
  }
  try {
    await blob.commitBlockList(ids, {
      blobHTTPHeaders: { blobContentType: contentType },
      ...(replace ? {} : { conditions: { ifNoneMatch: '*' } }),
    });
  } catch (error) {
    // The name is this attempt's own: what stands there is what a lost answer had committed.
    if (!isLostRace(error)) throw error;
  }
  return { bytes };
}

async function* blocksOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < BLOCK_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    heldBytes = 0;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

function conditionsOf(condition: PutCondition) {
  if ('ifAbsent' in condition) return { ifNoneMatch: '*' };
  return 'ifMatch' in condition ? { ifMatch: condition.ifMatch } : {};
}

function changed(path: string): CodedError {
  return new CodedError('LandingUnavailable', `${path} was replaced while it was read.`);
}
