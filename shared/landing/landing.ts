import { type ContainerClient, RestError } from '@azure/storage-blob';
import { CodedError } from '../errors.ts';
import { messageOf } from '../scrub.ts';

/** A small JSON document and the ETag to replace exactly this state of it. */
export interface StoredJson {
  value: unknown;
  etag: string;
  metadata: Readonly<Record<string, string>>;
}

export type WriteCondition = { ifAbsent: true } | { ifMatch: string };

/** The landing container, with the few operations that this program needs on it. Throws `LandingForbidden` or `LandingUnavailable`. */
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

/** For one call with all its retries. The SDK never gives up on an answer by itself: a connection that died silently would hold an activity for hours. */
const CALL_TIME_MS = 5 * 60_000;

export function createLanding(container: ContainerClient, prefix: string, callTimeMs = CALL_TIME_MS): Landing {
  let ensured: Promise<void> | undefined;
  const inTime = () => ({ abortSignal: AbortSignal.timeout(callTimeMs) });

  return {
    container,
    prefix,

    async ensureContainer() {
      ensured ??= createIfMissing(container, inTime());
      await ensured.catch((error) => {
        ensured = undefined;
        throw error;
      });
    },

    readJson: (path) =>
      landingCall(`read ${path}`, async () => {
        const { abortSignal } = inTime();
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
      }),

    exists: (path) => landingCall(`look for ${path}`, () => container.getBlobClient(path).exists(inTime())),

    writeJson: (path, value, condition, metadata) =>
      landingCall(`write ${path}`, async () => {
        const text = jsonText(value);
        try {
          const response = await container.getBlockBlobClient(path).upload(text, Buffer.byteLength(text), {
            blobHTTPHeaders: { blobContentType: 'application/json' },
            conditions: 'ifAbsent' in condition ? { ifNoneMatch: '*' } : { ifMatch: condition.ifMatch },
            ...(metadata ? { metadata } : {}),
            ...inTime(),
          });
          return response.etag ?? '';
        } catch (error) {
          if (isLostRace(error)) return undefined;
          throw error;
        }
      }),

    setMetadata: (path, metadata, etag) =>
      landingCall(`write ${path}`, async () => {
        try {
          await container.getBlobClient(path).setMetadata(metadata, { conditions: { ifMatch: etag }, ...inTime() });
        } catch (error) {
          if (!isLostRace(error)) throw error;
        }
      }),

    folders: (path) =>
      landingCall(`list ${path}`, async () => {
        const found: string[] = [];
        for await (const item of container.listBlobsByHierarchy('/', { prefix: path, ...inTime() })) {
          if (item.kind === 'prefix') found.push(item.name);
        }
        return found;
      }),

    async *blobs(path) {
      try {
        for await (const item of container.listBlobsFlat({ prefix: path, includeMetadata: true, ...inTime() })) {
          yield { path: item.name, metadata: item.metadata };
        }
      } catch (error) {
        throw landingError(`list ${path}`, error);
      }
    },
  };
}

/** A role on the container alone does not allow to create it: then it must be there already, and the first write will tell. */
async function createIfMissing(container: ContainerClient, inTime: { abortSignal: AbortSignal }): Promise<void> {
  try {
    await container.createIfNotExists(inTime);
  } catch (error) {
    if (httpStatusOf(error) !== 403) throw landingError(`create the container ${container.containerName}`, error);
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
  // The code tells a firewall (AuthorizationFailure) from a missing role (AuthorizationPermissionMismatch); the words do not.
  const answer = status === undefined ? '' : ` (${[status, serviceCodeOf(error)].filter(Boolean).join(' ')})`;
  if (status === 401 || status === 403) {
    return new CodedError('LandingForbidden', `The landing account refused to ${what}${answer}: ${reason}`);
  }
  return new CodedError('LandingUnavailable', `The landing account failed to ${what}${answer}: ${reason}`);
}

function serviceCodeOf(error: unknown): string | undefined {
  if (!(error instanceof RestError)) return undefined;
  return error.code ?? error.response?.headers.get('x-ms-error-code');
}

function isOverdue(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** That a condition does not hold, as opposed to the other things that 409 and 412 say: a lease, an immutability policy, an archived blob. */
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
