import { Readable } from 'node:stream';
import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { type CopyEngine, type CopyEngineOptions, createCopyEngine } from '../../../shared/copy/copyEngine.ts';
import type { CopyReceipt, CopyRequest } from '../../../shared/copy/types.ts';
import { createFastClock, type FastClock } from '../../support/fastClock.ts';
import { type BlobService, startBlobService, type VisibleBlob } from './blobService.ts';

export const RANGE_BYTES = 1_000;
export const BLOCK_BYTES = 4_000;
const SPEED = 1_000;

/** A request for a range: its number from 1, the first byte it wants, and the SAS it came with. */
export interface RangeGet {
  count: number;
  first: number;
  last: number;
  sas: string;
  ifMatch: string | undefined;
}

/** What the source does instead of answering properly; nothing leaves it to answer properly. */
export interface SourceAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: Buffer;
  /** The body breaks behind these bytes. */
  breaksAfter?: number;
  error?: Error;
}

export interface Source {
  blob: Buffer;
  eTag: string;
  readonly gets: RangeGet[];
  answer: (get: RangeGet) => SourceAnswer | undefined;
}

export interface EngineBed {
  readonly service: BlobService;
  source: Source;
  clock: FastClock;
  engine(options?: Partial<CopyEngineOptions>): CopyEngine;
  copy(changes?: Partial<CopyRequest>, options?: Partial<CopyEngineOptions>): Promise<CopyReceipt>;
  /** What the copy made visible. */
  visible(): VisibleBlob | undefined;
  /** A new source and an empty landing. */
  reset(blob: Buffer): void;
}

/**
 * The whole engine, between a source in memory and a blob service in this process, in time that runs a thousand times
 * as fast.
 */
export async function startEngineBed(): Promise<EngineBed> {
  const service = await startBlobService();
  const bed: EngineBed = {
    service,
    source: sourceOf(Buffer.alloc(0)),
    clock: createFastClock(SPEED),
    engine: ({ limits, ...options } = {}) =>
      createCopyEngine({
        clock: bed.clock,
        httpClient: clientOf(bed.source),
        limits: {
          rangeBytes: RANGE_BYTES,
          inflateChunkBytes: RANGE_BYTES,
          blockBytes: BLOCK_BYTES,
          // In the clock's own fast milliseconds: the requests to the blob service are real.
          rangeTimeMs: 5_000_000,
          putTimeMs: 5_000_000,
          retryWindowMs: 60_000,
          ...limits,
        },
        ...options,
      }),
    copy: (changes, options) =>
      bed.engine(options).copy({
        source: {
          name: 'a.json.gz',
          url: async () => 'https://s.example/a?sas0',
          renew: async () => 'https://s.example/a?sas1',
        },
        target: service.target('a.json'),
        contentType: 'application/x-ndjson',
        metadata: ({ lines }) => ({ lines: String(lines), run: 'r' }),
        signal: new AbortController().signal,
        ...changes,
      }),
    visible: () => service.blobs.get('/c/a.json'),
    reset(blob) {
      bed.source = sourceOf(blob);
      bed.clock = createFastClock(SPEED);
      service.blobs.clear();
      service.puts.length = 0;
      service.answer = () => undefined;
      service.discardBlocks('a.json');
    },
  };
  return bed;
}

function sourceOf(blob: Buffer): Source {
  return { blob, eTag: '"v1"', gets: [], answer: () => undefined };
}

function clientOf(source: Source): HttpClient {
  return {
    async sendRequest(request) {
      const get = readGet(request, source.gets.length + 1);
      source.gets.push(get);
      const given = source.answer(get) ?? {};
      if (given.error) throw given.error;
      const { status = 206, body = properBody(source, get) } = given;
      const last = get.first + properBody(source, get).length - 1;
      const headers = {
        etag: source.eTag,
        'content-range': `bytes ${get.first}-${last}/${source.blob.length}`,
        'last-modified': 'Sat, 07 Nov 2026 22:00:00 GMT',
      };
      return {
        request,
        status,
        headers: createHttpHeaders({ ...headers, ...given.headers }),
        readableStreamBody: Readable.from(pieces(body, given.breaksAfter)),
      };
    },
  };
}

function readGet(request: PipelineRequest, count: number): RangeGet {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get('range') ?? '') ?? [];
  const sas = new URL(request.url).search.slice(1);
  return { count, first: Number(first), last: Number(last), sas, ifMatch: request.headers.get('if-match') };
}

function properBody({ blob }: Source, { first, last }: RangeGet): Buffer {
  return blob.subarray(first, last + 1);
}

async function* pieces(body: Buffer, breaksAfter: number | undefined): AsyncGenerator<Buffer> {
  const end = breaksAfter ?? body.length;
  for (let at = 0; at < end; at += 300) yield body.subarray(at, Math.min(at + 300, end));
  if (breaksAfter !== undefined) throw Object.assign(new Error('the wire broke'), { code: 'ECONNRESET' });
}
