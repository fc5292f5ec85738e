import { createHash } from 'node:crypto';
import { types } from 'node:util';
import { isRestError } from '@azure/core-rest-pipeline';
import { BlockBlobClient, newPipeline, type Pipeline } from '@azure/storage-blob';
import type { Clock } from '../clock.ts';
import { CodedError, type ErrorCode } from '../errors.ts';
import { describeFailure } from '../wire/describeFailure.ts';
import { type Again, retry, type Try } from '../wire/retry.ts';
import { retryAfterMs } from '../wire/retryAfter.ts';
import { withTimeLimit } from '../wire/timeLimit.ts';
import { BlocksGone, FileStands } from './faults.ts';
import type { CopyLimits } from './limits.ts';

/** What becomes visible together with the bytes. */
export interface Commit {
  readonly contentType: string;
  readonly metadata: Record<string, string>;
  /** ETag of the state that is replaced; undefined when nothing must stand there. */
  readonly replaces: string | undefined;
}

/** A file that stands in the landing. */
export interface StandingFile {
  readonly eTag: string;
  readonly bytes: number;
  readonly contentType: string;
  /** Keys in lower case, as header names come back. */
  readonly metadata: Record<string, string>;
}

/** The file to be made: the requests about it to the landing account, each with its time limit and its retries. */
export interface TargetBlob {
  stageBlock(id: string, bytes: Buffer, signal: AbortSignal): Promise<void>;
  /** Makes staged blocks the file. {@link BlocksGone} or {@link FileStands} when another attempt won. */
  commitBlocks(ids: readonly string[], commit: Commit, signal: AbortSignal): Promise<void>;
  /** Whole file in one request. {@link FileStands} when another attempt won. */
  putFile(bytes: Buffer, commit: Commit, signal: AbortSignal): Promise<void>;
  /** The visible file, if there is one. */
  standing(signal: AbortSignal): Promise<StandingFile | undefined>;
}

interface Deps {
  readonly clock: Clock;
  readonly limits: CopyLimits;
  readonly checkBlocks: boolean;
}

/**
 * One pipeline per credential, shared by all blobs. The SDK's own retries are off: they neither heed `Retry-After` nor
 * retry 429, and would multiply with ours.
 */
export function createTargetBlobs(deps: Deps): (target: BlockBlobClient, name: string) => TargetBlob {
  const pipelines = new WeakMap<BlockBlobClient['credential'], Pipeline>();
  return (target, name) => {
    let pipeline = pipelines.get(target.credential);
    if (!pipeline) {
      pipeline = newPipeline(target.credential, { retryOptions: { maxTries: 1 } });
      pipelines.set(target.credential, pipeline);
    }
    return targetBlob(new BlockBlobClient(target.url, pipeline), name, deps);
  };
}

function targetBlob(blob: BlockBlobClient, name: string, { clock, limits, checkBlocks }: Deps): TargetBlob {
  async function send<T>(signal: AbortSignal, request: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    let code: ErrorCode = 'LandingUnavailable';
    const once = async (): Promise<Try<T>> => {
      try {
        return { kind: 'done', value: await withTimeLimit(clock, limits.putTimeMs, signal, request) };
      } catch (error) {
        signal.throwIfAborted();
        code = isTokenFailure(error) ? 'TokenUnavailable' : 'LandingUnavailable';
        return againUnlessFinal(error, name, clock);
      }
    };
    return retry({ ...limits, clock }, signal, once, (last) => targetError(code, name, last.reason));
  }

  return {
    async stageBlock(id, bytes, signal) {
      const checksum = checkBlocks ? { transactionalContentMD5: createHash('md5').update(bytes).digest() } : {};
      await send(signal, (abortSignal) => blob.stageBlock(id, bytes, bytes.length, { abortSignal, ...checksum }));
    },
    async commitBlocks(ids, commit, signal) {
      await send(signal, (abortSignal) => blob.commitBlockList([...ids], { abortSignal, ...optionsOf(commit) }));
    },
    async putFile(bytes, commit, signal) {
      await send(signal, (abortSignal) => blob.upload(bytes, bytes.length, { abortSignal, ...optionsOf(commit) }));
    },
    standing: (signal) =>
      send(signal, async (abortSignal) => {
        try {
          const { etag, contentLength, contentType, metadata } = await blob.getProperties({ abortSignal });
          const lowered = Object.entries(metadata ?? {}).map(([key, value]) => [key.toLowerCase(), value]);
          return {
            eTag: etag ?? '',
            bytes: contentLength ?? 0,
            contentType: contentType ?? '',
            metadata: Object.fromEntries(lowered),
          };
        } catch (error) {
          if (isRestError(error) && error.statusCode === 404) return undefined;
          throw error;
        }
      }),
  };
}

/**
 * Never without a condition: an attempt that slept while others went on must not write over what they have made
 * visible.
 */
function optionsOf({ contentType, metadata, replaces }: Commit) {
  const conditions = replaces === undefined ? { ifNoneMatch: '*' } : { ifMatch: replaces };
  return { blobHTTPHeaders: { blobContentType: contentType }, metadata, conditions } as const;
}

/**
 * Of refusals: a block that was damaged on its way, and a container that was removed a moment ago and may be made again
 * in half a minute.
 */
const PASSING: ReadonlySet<string> = new Set(['Md5Mismatch', 'ContainerBeingDeleted']);

function againUnlessFinal(error: unknown, name: string, clock: Clock): Again {
  const reason = describeFailure(error);
  const again: Again = { kind: 'again', reason };
  // Without an answer: a broken connection, our time limit, or a credential that found no token this time.
  if (!isRestError(error) || error.statusCode === undefined) return again;
  const { statusCode } = error;
  // An answer without a body leaves `code` empty; the header has it all the same.
  const code = error.code ?? error.response?.headers.get('x-ms-error-code');
  if (code === 'InvalidBlockList') throw new BlocksGone();
  if (code === 'BlobAlreadyExists' || code === 'ConditionNotMet') throw new FileStands();
  if (statusCode === 401 || statusCode === 403) throw targetError('LandingForbidden', name, reason);
  if (statusCode === 408 || statusCode === 429 || statusCode >= 500 || PASSING.has(code ?? '')) {
    const waitMs = error.response && retryAfterMs(error.response.headers, clock.now());
    return waitMs === undefined ? again : { ...again, retryAfterMs: waitMs };
  }
  throw targetError('LandingUnavailable', name, reason);
}

function targetError(code: ErrorCode, name: string, reason: string): CodedError {
  return new CodedError(code, `${name}: the landing account could not be written: ${reason}`);
}

/** By name, because `@azure/identity` is a dependency of the caller and not of the copy. */
function isTokenFailure(error: unknown): boolean {
  return (
    types.isNativeError(error) &&
    ['CredentialUnavailableError', 'AuthenticationError', 'AggregateAuthenticationError'].includes(error.name)
  );
}

/** Whether a file that stands is the one that this commit would have made. */
export function isMadeBy(commit: Commit, bytes: number, standing: StandingFile): boolean {
  const entries = Object.entries(commit.metadata);
  return (
    standing.bytes === bytes &&
    standing.contentType === commit.contentType &&
    entries.length === Object.keys(standing.metadata).length &&
    entries.every(([key, value]) => standing.metadata[key.toLowerCase()] === value)
  );
}
