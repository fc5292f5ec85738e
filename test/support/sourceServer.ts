import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One GET as a fault sees it. */
export interface SourceGet {
  /** From 1, over all requests to this server. */
  readonly count: number;
  readonly first: number;
  /** Inclusive, clamped to the blob's end. */
  readonly last: number;
  readonly ifMatch: string | undefined;
  readonly sas: string | null;
  readonly blob: Buffer;
  readonly eTag: string;
  readonly response: ServerResponse;
  /** Answers as the service would. */
  answer(options?: { headers?: Record<string, string | undefined>; upTo?: number; end?: boolean }): Promise<void>;
}

/** Takes a request over and returns true, or leaves it to the server. */
export type SourceFault = (get: SourceGet) => boolean | Promise<boolean>;

export interface SourceServer {
  /** URL of the blob with a SAS in it. */
  url(sas?: string): string;
  setBlob(bytes: Buffer): void;
  setFault(fault: SourceFault | undefined): void;
  readonly gets: { first: number; last: number; ifMatch: string | undefined; sas: string | null; status: number }[];
  stop(): Promise<void>;
}

export const SECRET = 'sig=TOPSECRET';

/** A blob behind a SAS as the storage service serves it, with faults on demand. */
export async function startSourceServer(): Promise<SourceServer> {
  let blob: Buffer = Buffer.alloc(0);
  let eTag = '"0"';
  let fault: SourceFault | undefined;
  const gets: SourceServer['gets'] = [];

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const first = Number(range?.[1] ?? 0);
    const last = Math.min(Number(range?.[2] ?? blob.length - 1), blob.length - 1);
    const ifMatch = request.headers['if-match'];
    const sas = new URL(request.url ?? '', 'http://x').searchParams.get('se');
    const log = { first, last, ifMatch, sas, status: 0 };
    gets.push(log);
    response.on('close', () => {
      log.status = response.statusCode;
    });
    const current = { blob, eTag };
    const get: SourceGet = {
      ...current,
      count: gets.length,
      first,
      last,
      ifMatch,
      sas,
      response,
      answer: (options) => answer(get, options),
    };
    if (fault && (await fault(get))) return;
    if (ifMatch !== undefined && ifMatch !== eTag) return void response.writeHead(412).end();
    if (first >= blob.length) return void response.writeHead(416, { 'content-range': `bytes */${blob.length}` }).end();
    await get.answer();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    gets,
    url: (sas = 'first') => `http://127.0.0.1:${port}/export/part-00000.json.gz?se=${sas}&${SECRET}`,
    setBlob(bytes) {
      blob = bytes;
      eTag = `"0x${createHash('md5').update(bytes).digest('hex')}"`;
      gets.length = 0;
      fault = undefined;
    },
    setFault(next) {
      fault = next;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  { blob, eTag, first, last, response }: SourceGet,
  {
    headers = {},
    upTo = last - first + 1,
    end = true,
  }: { headers?: Record<string, string | undefined>; upTo?: number; end?: boolean } = {},
): Promise<void> {
  const all: Record<string, string | undefined> = {
    'content-length': String(last - first + 1),
    'content-range': `bytes ${first}-${last}/${blob.length}`,
    'content-type': 'application/octet-stream',
    'last-modified': 'Sun, 08 Nov 2026 05:30:00 GMT',
    etag: eTag,
    ...headers,
  };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) response.setHeader(name, value);
  response.writeHead(206);
  response.flushHeaders();
  const bytes = blob.subarray(first, first + upTo);
  await new Promise<void>((resolve) => (bytes.length > 0 ? response.write(bytes, () => resolve()) : resolve()));
  if (end) response.end();
}
