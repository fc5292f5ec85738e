import { type ContainerClient, RestError } from '@azure/storage-blob';
import { CodedError } from '../errors.ts';
import { messageOf } from '../scrub.ts';
import { CALL_PATIENCE } from '../wire/retry.ts';
import { TRY_TIME_MS } from './landingRetry.ts';

/** A small JSON document and the ETag to replace exactly this state of it. */
export interface StoredJson {
  value: unknown;
  etag: string;
  metadata: Readonly<Record<string, string>>;
}

export type WriteCondition = { ifAbsent: true } | { ifMatch: string };

/**
 * The landing container, with the few operations that this program needs on it. Throws `LandingForbidden` or
 * `LandingUnavailable`.
 */
export interface Landing {
  readonly container: ContainerClient;
  readonly prefix: string;
  ensureContainer(): Promise<void>;
  readJson(path: string): Promise<StoredJson | undefined>;
  /** Also true of a blob that cannot be read now, because it is archived. */
  exists(path: string): Promise<boolean>;
  /** Answers the new ETag, or undefined when the condition does not hold: somebody else was there first. */
  writeJson(
    path: string,
    value: object,
    condition: WriteCondition,
    metadata?: Record<string, string>,
  ): Promise<string | undefined>;
  /** Replaces the metadata of exactly this state of a document; nothing happens when somebody else was there first. */
  setMetadata(path: string, metadata: Record<string, string>, etag: string): Promise<void>;
  /** Folders directly under a folder, as full paths. */
  folders(path: string): Promise<string[]>;
  /** Every blob under a folder, with its metadata. */
  blobs(path: string): AsyncIterable<{ path: string; metadata: Record<string, string> | undefined }>;
}

/** JSON documents of this program end in a newline and are indented: people read them. */
export function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

/**
 * For one call with all its retries. The SDK never gives up on an answer by itself: a connection that died silently
 * would hold an activity for hours.
 */
const CALL_TIME_MS = CALL_PATIENCE.retryWindowMs + TRY_TIME_MS;

export function createLanding(container: ContainerClient, prefix: string, callTimeMs = CALL_TIME_MS): Landing {
  const inTime = () => ({ abortSignal: AbortSignal.timeout(callTimeMs) });
  const kept = keptContainer(container, inTime);

  return {
    container,
    prefix,
    ensureContainer: kept.ensure,
    readJson: (path) => kept.call(`read ${path}`, () => readJson(container, path, inTime().abortSignal)),
    exists: (path) => kept.call(`look for ${path}`, () => container.getBlobClient(path).exists(inTime())),

    writeJson: (path, value, condition, metadata) =>
      kept.call(`write ${path}`, () => {
        const text = jsonText(value);
        const written = container.getBlockBlobClient(path).upload(text, Buffer.byteLength(text), {
          blobHTTPHeaders: { blobContentType: 'application/json' },
          conditions: 'ifAbsent' in condition ? { ifNoneMatch: '*' } : { ifMatch: condition.ifMatch },
          ...(metadata ? { metadata } : {}),
          ...inTime(),
        });
        return unlessLostRace(written.then(({ etag }) => etag ?? ''));
      }),

    setMetadata: async (path, metadata, etag) => {
      await kept.call(`write ${path}`, () => {
        const conditions = { ifMatch: etag };
        return unlessLostRace(container.getBlobClient(path).setMetadata(metadata, { conditions, ...inTime() }));
      });
    },

    async folders(path) {
      const found: string[] = [];
      const list = () => container.listBlobsByHierarchy('/', { prefix: path, ...inTime() });
      for await (const { segment } of pages(list, (page) => kept.call(`list ${path}`, page))) {
        found.push(...(segment.blobPrefixes ?? []).map(({ name }) => name));
      }
      return found;
    },

    async *blobs(path) {
      const list = () => container.listBlobsFlat({ prefix: path, includeMetadata: true, ...inTime() });
      for await (const { segment } of pages(list, (page) => kept.call(`list ${path}`, page))) {
        for (const { name, metadata } of segment.blobItems) yield { path: name, metadata };
      }
    },
  };
}

type InTime = () => { abortSignal: AbortSignal };

/** Undefined when there is no such document, or no container to hold it. */
async function readJson(
  container: ContainerClient,
  path: string,
  abortSignal: AbortSignal,
): Promise<StoredJson | undefined> {
  for (;;) {
    try {
      const response = await container.getBlobClient(path).download(0, undefined, { abortSignal });
      const text = await textOf(response.readableStreamBody);
      return { value: parsed(text), etag: response.etag ?? '', metadata: response.metadata ?? {} };
    } catch (error) {
      if (httpStatusOf(error) === 404) return undefined;
      // The time of one try was up in the middle of the body, which no retry below sees.
      if (!isOverdue(error) || abortSignal.aborted) throw error;
    }
  }
}

/**
 * The pages of a listing, each asked for with `list` anew, so that the limit of time is one of a page and not of all of
 * a large folder.
 */
async function* pages<Page extends { continuationToken?: string }>(
  list: () => { byPage(from: { continuationToken?: string }): AsyncIterableIterator<Page> },
  call: (page: () => Promise<IteratorResult<Page>>) => Promise<IteratorResult<Page>>,
): AsyncGenerator<Page, void, undefined> {
  let continuationToken: string | undefined;
  do {
    const from = continuationToken ? { continuationToken } : {};
    const page = await call(() => list().byPage(from).next());
    if (page.done) return;
    yield page.value;
    ({ continuationToken } = page.value);
  } while (continuationToken);
}

/**
 * A container that is made when it is missing, and remembered: it is looked for once. Should somebody remove it later,
 * the call that meets its absence makes it anew and is repeated, so that nobody has to restart the app.
 */
function keptContainer(container: ContainerClient, inTime: InTime) {
  let ensured: Promise<void> | undefined;

  async function ensure(): Promise<void> {
    ensured ??= createIfMissing(container, inTime());
    await ensured.catch((error) => {
      ensured = undefined;
      throw error;
    });
  }

  return {
    ensure,
    call: <T>(what: string, request: () => Promise<T>): Promise<T> =>
      landingCall(what, async () => {
        const known = ensured;
        try {
          return await request();
        } catch (error) {
          if (known === undefined || serviceCodeOf(error) !== 'ContainerNotFound') throw error;
          if (ensured === known) ensured = undefined;
          await ensure();
          return request();
        }
      }),
  };
}

/**
 * A role on the container alone does not allow to create it: then it must be there already, and the first write will
 * tell.
 */
async function createIfMissing(container: ContainerClient, inTime: { abortSignal: AbortSignal }): Promise<void> {
  try {
    await container.createIfNotExists(inTime);
  } catch (error) {
    if (httpStatusOf(error) !== 403) throw landingError(`create the container ${container.containerName}`, error);
  }
}

/** What a conditional write answers; undefined when its condition does not hold: somebody else was there first. */
async function unlessLostRace<T>(written: Promise<T>): Promise<T | undefined> {
  try {
    return await written;
  } catch (error) {
    if (isLostRace(error)) return undefined;
    throw error;
  }
}

export async function landingCall<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw landingError(what, error);
  }
}

function landingError(what: string, error: unknown): Error {
  if (error instanceof CodedError) return error;
  const status = httpStatusOf(error);
  const reason = isOverdue(error) ? 'no answer in time' : messageOf(error);
  // The code tells a firewall (AuthorizationFailure) from a missing role (AuthorizationPermissionMismatch); the words
  // do not.
  const answer = status === undefined ? '' : ` (${[status, serviceCodeOf(error)].filter(Boolean).join(' ')})`;
  if (status === 401 || status === 403) {
    return new CodedError('LandingForbidden', `The landing account refused to ${what}${answer}: ${reason}`);
  }
  return new CodedError('LandingUnavailable', `The landing account failed to ${what}${answer}: ${reason}`);
}

export function serviceCodeOf(error: unknown): string | undefined {
  if (!(error instanceof RestError)) return undefined;
  return error.code ?? error.response?.headers.get('x-ms-error-code');
}

function isOverdue(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/**
 * That a condition does not hold, as opposed to the other things that 409 and 412 say: a lease, an immutability policy,
 * an archived blob.
 */
export function isLostRace(error: unknown): boolean {
  const code = serviceCodeOf(error);
  return code === 'ConditionNotMet' || code === 'BlobAlreadyExists';
}

export function httpStatusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined;
}

async function textOf(stream: NodeJS.ReadableStream | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
