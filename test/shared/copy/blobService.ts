import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlockBlobClient, StorageSharedKeyCredential } from '@azure/storage-blob';

/** A visible blob. */
export interface VisibleBlob {
  bytes: Buffer;
  contentType: string | undefined;
  metadata: Record<string, string>;
}

/** What a request asks for, and the number of its kind, from 1. */
export interface Put {
  kind: 'block' | 'commit' | 'file' | 'look';
  count: number;
  md5: string | undefined;
  bytes: Buffer;
}

/** Answers instead of the service; nothing leaves it to the service. */
export type Answer = { status: number; code?: string; headers?: Record<string, string> } | 'reset';

export interface BlobService {
  readonly blobs: Map<string, VisibleBlob>;
  readonly puts: Put[];
  /** Asked before each request. */
  answer: (put: Put) => Answer | undefined;
  target(name: string): BlockBlobClient;
  /** Another attempt at this file commits now: its staged blocks are gone. */
  discardBlocks(name: string): void;
  /** How many staged blocks of a blob wait for a commit. */
  uncommitted(name: string): number;
  stop(): Promise<void>;
}

/** As much of a blob service as one copy needs, in this process: blocks, lists of them, whole files, properties. Azurite is the real one, and slow to start. */
export async function startBlobService(): Promise<BlobService> {
  const blobs = new Map<string, VisibleBlob>();
  const staged = new Map<string, Map<string, Buffer>>();
  const puts: Put[] = [];

  const server = createServer(async (request, response): Promise<unknown> => {
    const { pathname: name, searchParams } = new URL(request.url ?? '', 'http://x');
    const bytes = await bodyOf(request);
    const kind = kindOf(request, searchParams);
    const put: Put = {
      kind,
      count: puts.filter((other) => other.kind === kind).length + 1,
      md5: request.headers['content-md5']?.toString(),
      bytes,
    };
    puts.push(put);
    const end = (status: number, code?: string, headers: Record<string, string> = {}) =>
      response.writeHead(status, { ...(code ? { 'x-ms-error-code': code } : {}), ...headers }).end();
    const given = service.answer(put);
    if (given === 'reset') return response.socket?.resetAndDestroy();
    if (given) return end(given.status, given.code, given.headers);
    if (kind === 'look') {
      const blob = blobs.get(name);
      if (!blob) return end(404, 'BlobNotFound');
      const metadata = Object.entries(blob.metadata).map(([key, value]) => [`x-ms-meta-${key}`, value]);
      return end(200, undefined, {
        'content-length': String(blob.bytes.length),
        etag: eTagOf(blob),
        ...(blob.contentType ? { 'content-type': blob.contentType } : {}),
        ...Object.fromEntries(metadata),
      });
    }
    if (kind === 'block') {
      if (put.md5 !== undefined && put.md5 !== createHash('md5').update(bytes).digest('base64')) {
        return end(400, 'Md5Mismatch');
      }
      const blocks = staged.get(name) ?? new Map<string, Buffer>();
      staged.set(name, blocks.set(searchParams.get('blockid') ?? '', bytes));
      return end(201);
    }
    const refusal = conditionFault(request, blobs.get(name));
    if (refusal) return end(...refusal);
    const visible = kind === 'file' ? bytes : assembled(bytes.toString(), staged.get(name));
    if (!visible) return end(400, 'InvalidBlockList');
    staged.delete(name);
    blobs.set(name, {
      bytes: visible,
      contentType: request.headers['x-ms-blob-content-type']?.toString(),
      metadata: metadataOf(request),
    });
    return end(201);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credential = new StorageSharedKeyCredential('account', Buffer.from('key').toString('base64'));

  const service: BlobService = {
    blobs,
    puts,
    answer: () => undefined,
    target: (name) => new BlockBlobClient(`${origin}/c/${name}`, credential),
    discardBlocks: (name) => staged.delete(`/c/${name}`),
    uncommitted: (name) => staged.get(`/c/${name}`)?.size ?? 0,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}

function kindOf({ method }: IncomingMessage, query: URLSearchParams): Put['kind'] {
  if (method !== 'PUT') return 'look';
  if (query.get('comp') === 'block') return 'block';
  return query.get('comp') === 'blocklist' ? 'commit' : 'file';
}

/** Another one for any other content, as far as a test can tell. */
function eTagOf({ bytes, metadata }: VisibleBlob): string {
  return `"${createHash('sha256').update(bytes).update(JSON.stringify(metadata)).digest('hex').slice(0, 16)}"`;
}

function conditionFault({ headers }: IncomingMessage, blob: VisibleBlob | undefined): [number, string] | undefined {
  if (headers['if-none-match'] === '*' && blob) return [409, 'BlobAlreadyExists'];
  const wanted = headers['if-match'];
  return wanted !== undefined && (!blob || eTagOf(blob) !== wanted) ? [412, 'ConditionNotMet'] : undefined;
}

/** The bytes of the listed blocks; undefined when one of them is not there. */
function assembled(list: string, blocks = new Map<string, Buffer>()): Buffer | undefined {
  const ids = [...list.matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id = '']) => id);
  const found = ids.map((id) => blocks.get(id));
  return found.every((block) => block !== undefined) ? Buffer.concat(found) : undefined;
}

function metadataOf({ headers }: IncomingMessage): Record<string, string> {
  const own = Object.entries(headers).filter(([key]) => key.startsWith('x-ms-meta-'));
  return Object.fromEntries(own.map(([key, value]) => [key.slice('x-ms-meta-'.length), String(value)]));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
