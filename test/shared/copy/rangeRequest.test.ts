import { Readable } from 'node:stream';
import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, test } from '@jest/globals';
import { createRequestRange, type RangeRequest, type SourceIdentity } from '../../../shared/copy/rangeRequest.ts';

const URL_WITH_SAS = 'https://adls1.blob.core.windows.net/c/a.json.gz?sig=SECRET';
const NOW = new Date('2026-11-08T06:00:00Z');
const E_TAG = '"0x8D1"';
const IDENTITY: SourceIdentity = { bytes: 10, eTag: E_TAG };
/** Bytes 4 to 7 of ten. */
const RANGE: RangeRequest = { url: URL_WITH_SAS, first: 4, last: 7, identity: IDENTITY };
const FIRST: RangeRequest = { ...RANGE, identity: undefined };
const PARTIAL = { etag: E_TAG, 'content-range': 'bytes 4-7/10' };

interface Given {
  status: number;
  headers?: Record<string, string>;
  /** Null for an answer that has no body at all. */
  body?: Readable | null;
}

async function ask(range: RangeRequest, { status, headers = {}, body = Readable.from([Buffer.from('4567')]) }: Given) {
  const requests: PipelineRequest[] = [];
  const client: HttpClient = {
    async sendRequest(request) {
      requests.push(request);
      return { request, status, headers: createHttpHeaders(headers), ...(body ? { readableStreamBody: body } : {}) };
    },
  };
  const { signal } = new AbortController();
  const answer = await createRequestRange(client, () => NOW)(range, signal);
  return { answer, request: requests[0], calls: requests.length, signal, body };
}

describe('the request for a range', () => {
  test('asks for these bytes of this version, with no credential but the SAS', async () => {
    const { request, signal, calls } = await ask(RANGE, { status: 206, headers: PARTIAL });
    expect(calls).toBe(1);
    expect(request).toMatchObject({ method: 'GET', url: URL_WITH_SAS, abortSignal: signal });
    expect(request?.headers.toJSON()).toEqual({
      range: 'bytes=4-7',
      'if-match': E_TAG,
      'x-ms-version': expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    });
  });

  test('of a file whose version is not known yet binds itself to none', async () => {
    const { request } = await ask(FIRST, { status: 206, headers: PARTIAL });
    expect(request?.headers.has('if-match')).toBe(false);
  });

  test('wants every body as a stream, whatever its status', async () => {
    const { request } = await ask(RANGE, { status: 206, headers: PARTIAL });
    expect(request?.streamResponseStatusCodes?.has(Number.POSITIVE_INFINITY)).toBe(true);
  });
});

describe('a 206', () => {
  async function bytesOf(given: Given, range = FIRST): Promise<string> {
    const { answer } = await ask(range, given);
    if (answer.kind !== 'bytes') throw new Error(JSON.stringify(answer));
    const chunks: Buffer[] = [];
    for await (const chunk of answer.body) chunks.push(chunk);
    return Buffer.concat(chunks).toString('latin1');
  }

  test('brings the bytes as they came, in buffers', async () => {
    expect(await bytesOf({ status: 206, headers: PARTIAL })).toBe('4567');
    const texts = Readable.from(['4\u00ff', '67'], { encoding: 'latin1' });
    expect(await bytesOf({ status: 206, headers: PARTIAL, body: texts })).toBe('4\u00ff67');
  });

  test('says what the blob is', async () => {
    const { answer } = await ask(FIRST, { status: 206, headers: PARTIAL });
    expect(answer).toMatchObject({ kind: 'bytes', identity: IDENTITY });
  });

  test('of the version that is being read does not say anew what it is', async () => {
    const known = { ...IDENTITY };
    const { answer, body } = await ask({ ...RANGE, identity: known }, { status: 206, headers: PARTIAL });
    expect(answer.kind === 'bytes' && answer.identity).toBe(known);
    expect(body?.destroyed).toBe(false);
  });

  test('may end where the blob ends', async () => {
    const range = { ...RANGE, last: 4_000_003 };
    const { answer } = await ask(range, { status: 206, headers: { ...PARTIAL, 'content-range': 'bytes 4-9/10' } });
    expect(answer.kind).toBe('bytes');
  });

  test.each<[string, Record<string, string>, string]>([
    ['another version', { ...PARTIAL, etag: '"0x8D2"' }, 'changed'],
    ['another length', { ...PARTIAL, 'content-range': 'bytes 4-7/11' }, 'changed'],
    ['another beginning', { ...PARTIAL, 'content-range': 'bytes 5-7/10' }, 'busy'],
    ['another end', { ...PARTIAL, 'content-range': 'bytes 4-6/10' }, 'busy'],
    ['an end beyond what was asked for', { ...PARTIAL, 'content-range': 'bytes 4-8/10' }, 'busy'],
    ['no place', { etag: E_TAG }, 'busy'],
    ['a place of unknown length', { ...PARTIAL, 'content-range': 'bytes 4-7/*' }, 'busy'],
    ['words around the place', { ...PARTIAL, 'content-range': 'my bytes 4-7/10 or so' }, 'busy'],
    ['no version', { 'content-range': 'bytes 4-7/10' }, 'busy'],
  ])('of %s is none', async (_, headers, kind) => {
    const { answer, body } = await ask(RANGE, { status: 206, headers });
    expect(answer.kind).toBe(kind);
    expect(body?.destroyed).toBe(true);
  });

  test('without a body is none', async () => {
    expect((await ask(RANGE, { status: 206, headers: PARTIAL, body: null })).answer.kind).toBe('busy');
  });
});

describe('any other answer', () => {
  test.each<[string, RangeRequest, Given, object]>([
    ['416 to the first byte: nothing is there', FIRST, { status: 416 }, { kind: 'empty' }],
    ['416 later: it became shorter', RANGE, { status: 416 }, { kind: 'changed' }],
    ['200 without a byte', FIRST, { status: 200, headers: { 'content-length': '0' } }, { kind: 'empty' }],
    ['200 without a byte later', RANGE, { status: 200, headers: { 'content-length': '0' } }, { kind: 'changed' }],
    ['200 with all bytes', RANGE, { status: 200, headers: { 'content-length': '10' } }, { kind: 'busy' }],
    [
      '206 with a length of 0 and no place',
      FIRST,
      { status: 206, headers: { 'content-length': '0' } },
      { kind: 'busy' },
    ],
    ['401', RANGE, { status: 401 }, { kind: 'forbidden' }],
    ['403', RANGE, { status: 403 }, { kind: 'forbidden' }],
    ['404', RANGE, { status: 404 }, { kind: 'gone' }],
    ['412', RANGE, { status: 412 }, { kind: 'changed' }],
    ['400', RANGE, { status: 400 }, { kind: 'refused', reason: 'HTTP 400' }],
    ['409', RANGE, { status: 409 }, { kind: 'refused', reason: 'HTTP 409' }],
    ['a redirect', RANGE, { status: 302 }, { kind: 'refused', reason: expect.stringContaining('redirect') }],
    ['300', RANGE, { status: 300 }, { kind: 'refused', reason: expect.stringContaining('redirect') }],
    ['399', RANGE, { status: 399 }, { kind: 'refused', reason: expect.stringContaining('redirect') }],
    ['204', RANGE, { status: 204 }, { kind: 'refused', reason: 'HTTP 204' }],
    ['408', RANGE, { status: 408 }, { kind: 'busy', reason: 'HTTP 408' }],
    ['429', RANGE, { status: 429 }, { kind: 'busy', reason: 'HTTP 429' }],
    ['500', RANGE, { status: 500 }, { kind: 'busy', reason: 'HTTP 500' }],
    [
      'a wait in seconds',
      RANGE,
      { status: 503, headers: { 'retry-after': '7' } },
      { kind: 'busy', reason: 'HTTP 503', retryAfterMs: 7_000 },
    ],
    [
      'a wait until a moment',
      RANGE,
      { status: 429, headers: { 'retry-after': 'Sun, 08 Nov 2026 06:00:30 GMT' } },
      { kind: 'busy', reason: 'HTTP 429', retryAfterMs: 30_000 },
    ],
    [
      'what support asks for',
      RANGE,
      { status: 400, headers: { 'x-ms-error-code': 'InvalidUri', 'x-ms-request-id': 'r-1' } },
      { kind: 'refused', reason: 'HTTP 400 InvalidUri r-1' },
    ],
  ])('%s', async (_, range, given, expected) => {
    const { answer, body, calls } = await ask(range, given);
    expect(answer).toEqual(
      'reason' in expected || !('kind' in expected && expected.kind === 'busy')
        ? expected
        : { ...expected, reason: expect.any(String) },
    );
    expect(calls).toBe(1);
    // An endless body would hold the connection for ever.
    expect(body?.destroyed).toBe(true);
  });

  test('has its words cut short, and needs no body', async () => {
    const headers = { 'x-ms-error-code': 'x'.repeat(5_000) };
    const { answer } = await ask(RANGE, { status: 400, headers, body: null });
    expect(answer.kind === 'refused' && answer.reason.length).toBeLessThan(200);
  });

  test('that never came is the failure itself', async () => {
    const broken = new Error('ECONNRESET');
    const client: HttpClient = { sendRequest: () => Promise.reject(broken) };
    await expect(createRequestRange(client, () => NOW)(RANGE, new AbortController().signal)).rejects.toBe(broken);
  });
});
