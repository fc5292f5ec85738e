import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { retryAfterMs } from '../wire/retryAfter.ts';

const STORAGE_VERSION = '2021-08-06';
const EVERY_STATUS = new Set([Number.POSITIVE_INFINITY]);

/** What the source blob is: its length in bytes and the version that later ranges are bound to. */
export interface SourceIdentity {
  readonly bytes: number;
  readonly eTag: string;
}

export interface RangeRequest {
  /** With its SAS; it appears in no outcome and no error. */
  readonly url: string;
  readonly first: number;
  /** Inclusive; the answer ends earlier where the blob does. */
  readonly last: number;
  /** Absent in the very first request of a file. */
  readonly identity: SourceIdentity | undefined;
}

export type RangeAnswer =
  /** `body` holds exactly the bytes from `first` to the smaller of `last` and the blob's end, if nothing breaks. */
  | { readonly kind: 'bytes'; readonly identity: SourceIdentity; readonly body: AsyncIterable<Buffer> }
  | { readonly kind: 'empty' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'busy'; readonly reason: string; readonly retryAfterMs?: number }
  | { readonly kind: 'refused'; readonly reason: string };

export type RequestRange = (request: RangeRequest, signal: AbortSignal) => Promise<RangeAnswer>;

/**
 * One ranged GET. No redirect is followed, no credential sent but the SAS in the URL, nothing unpacked on the way
 * whatever the `Content-Encoding`. Rejects when no answer came at all.
 */
export function createRequestRange(client: HttpClient, now: () => Date): RequestRange {
  return async (range, signal) => {
    const headers = createHttpHeaders({
      'x-ms-version': STORAGE_VERSION,
      range: `bytes=${range.first}-${range.last}`,
    });
    if (range.identity) headers.set('if-match', range.identity.eTag);
    const response = await client.sendRequest(
      createPipelineRequest({
        url: range.url,
        headers,
        abortSignal: signal,
        allowInsecureConnection: true,
        streamResponseStatusCodes: EVERY_STATUS,
      }),
    );
    const answer = readAnswer(range, response, now());
    if (answer.kind !== 'bytes') discard(response);
    return answer;
  };
}

function readAnswer(range: RangeRequest, response: PipelineResponse, now: Date): RangeAnswer {
  const { status } = response;
  if (status === 206) return readPartial(range, response);
  if (status === 200 && response.headers.get('content-length') === '0') return emptyOrChanged(range);
  if (status === 416) return emptyOrChanged(range);
  if (status === 401 || status === 403) return { kind: 'forbidden' };
  if (status === 404) return { kind: 'gone' };
  if (status === 412) return { kind: 'changed' };
  const reason = `HTTP ${status}${labelled('x-ms-error-code', response)}${labelled('x-ms-request-id', response)}`;
  if (status === 408 || status === 429 || status >= 500) {
    const waitMs = retryAfterMs(response.headers, now);
    return { kind: 'busy', reason, ...(waitMs !== undefined && { retryAfterMs: waitMs }) };
  }
  if (status === 200) return { kind: 'busy', reason: 'the answer ignores the requested range' };
  return { kind: 'refused', reason: status >= 300 && status < 400 ? `${reason}, a redirect` : reason };
}

/** A range of an existing blob can only be unsatisfiable when there is nothing at its first byte. */
function emptyOrChanged(range: RangeRequest): RangeAnswer {
  return range.identity ? { kind: 'changed' } : { kind: 'empty' };
}

function readPartial(range: RangeRequest, response: PipelineResponse): RangeAnswer {
  const body = response.readableStreamBody;
  const eTag = response.headers.get('etag');
  const place = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  if (!body || !eTag || !place) return { kind: 'busy', reason: 'a 206 without a usable Content-Range or ETag' };

  const [first, last, bytes] = [Number(place[1]), Number(place[2]), Number(place[3])];
  if (range.identity && (range.identity.eTag !== eTag || range.identity.bytes !== bytes)) return { kind: 'changed' };
  if (first !== range.first || last !== Math.min(range.last, bytes - 1)) {
    return {
      kind: 'busy',
      reason: `Content-Range ${first}-${last}/${bytes} where ${range.first}-${range.last} was asked for`,
    };
  }
  return { kind: 'bytes', identity: range.identity ?? { bytes, eTag }, body: buffers(body) };
}

async function* buffers(body: NodeJS.ReadableStream): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of body) yield typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk;
}

/** Gives the connection up: the body of an error may never end, and nothing would be left to stop it. */
function discard(response: PipelineResponse): void {
  const body = response.readableStreamBody;
  if (body && 'destroy' in body && typeof body.destroy === 'function') body.destroy();
}

function labelled(header: string, response: PipelineResponse): string {
  const value = response.headers.get(header);
  return value ? ` ${value.slice(0, 100)}` : '';
}
