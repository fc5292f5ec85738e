import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createServiceClient, type ServiceRequest, serviceMessage } from '../../../shared/wire/serviceClient.ts';
import { type FakeAnswer, fakeHttp, inOrder } from '../../support/fakeHttp.ts';
import { createVirtualClock, type VirtualClock } from '../../support/virtualClock.ts';

const OK: FakeAnswer = { status: 200, body: { fine: true } };
const GET: ServiceRequest = { method: 'GET', path: 'reports/x' };
const MINUTE_MS = 60_000;

/** Sends one request to a service that answers like this, on a clock of its own. */
async function send(
  answer: (request: PipelineRequest, index: number, clock: VirtualClock) => FakeAnswer,
  request: ServiceRequest = GET,
  options: { random?: number; signal?: AbortSignal } = {},
) {
  const clock = createVirtualClock();
  const startMs = clock.now().getTime();
  const http = fakeHttp((sent, index) => answer(sent, index, clock));
  const tokens: boolean[] = [];
  const client = createServiceClient({
    name: 'Microsoft Graph',
    baseUrl: 'https://graph.example/v1.0',
    tokens: {
      get: async ({ fresh = false } = {}) => {
        tokens.push(fresh);
        return fresh ? 'FRESH' : 'CACHED';
      },
    },
    httpClient: http,
    clock,
    random: () => options.random ?? 0.5,
  });
  const sent = await client.send(request, options.signal);
  return { sent, requests: http.requests, tokens, sleepsMs: clock.sleepsMs, tookMs: clock.now().getTime() - startMs };
}

describe('a request', () => {
  test('carries the token, an id of its own and nothing that the service did not ask for', async () => {
    const { sent, requests } = await send(inOrder(OK));
    const [request] = requests;
    expect(request).toMatchObject({ url: 'https://graph.example/v1.0/reports/x', method: 'GET' });
    expect(request?.body).toBeUndefined();
    expect(request?.headers.get('authorization')).toBe('Bearer CACHED');
    expect(request?.headers.get('content-type')).toBeUndefined();
    expect(request?.headers.get('client-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent).toMatchObject({
      answer: { status: 200, body: { fine: true }, clientRequestId: request?.headers.get('client-request-id') },
    });
  });

  test('sends its body as JSON', async () => {
    const { requests } = await send(inOrder(OK), { method: 'POST', path: 'p', body: { a: 'ä' } });
    expect(requests[0]?.headers.get('content-type')).toBe('application/json');
    expect(requests[0]?.body).toBe('{"a":"ä"}');
  });

  test.each([400, 403, 404, 409, 410, 418])('status %i is answered at once', async (status) => {
    const { sent, requests } = await send(inOrder({ status, body: { error: { code: 'x' } } }));
    expect(sent).toMatchObject({ answer: { status, body: { error: { code: 'x' } } } });
    expect(requests).toHaveLength(1);
  });

  test.each([301, 302, 307, 308])('a redirect (%i) is not followed', async (status) => {
    const { sent, requests } = await send(inOrder({ status, headers: { location: 'https://evil.example/' } }));
    expect(sent).toMatchObject({ answer: { status } });
    expect(requests).toHaveLength(1);
  });

  test('what counts as an answer is for the caller to say', async () => {
    const isAnswer = ({ status }: { status: number }) => status === 202;
    const request = { method: 'POST', path: 'p', body: {}, isAnswer } as const;
    const { sent, requests } = await send(inOrder({ status: 200, body: '' }, { status: 202, body: '' }), request);
    expect(sent).toMatchObject({ answer: { status: 202, body: undefined } });
    expect(requests).toHaveLength(2);
  });
});

describe('a token that is refused', () => {
  test('is replaced by a fresh one, once', async () => {
    const { sent, requests, tokens } = await send(inOrder({ status: 401 }, OK));
    expect(sent).toMatchObject({ answer: { status: 200 } });
    expect(tokens).toEqual([false, true]);
    expect(requests[1]?.headers.get('authorization')).toBe('Bearer FRESH');
  });

  test('and refused again ends the call', async () => {
    const { sent, requests } = await send(inOrder({ status: 401, body: { error: { code: 'no' } } }));
    expect(sent).toMatchObject({ answer: { status: 401 } });
    expect(requests).toHaveLength(2);
  });

  test('stays fresh through later faults', async () => {
    const { tokens } = await send(inOrder({ status: 401 }, { status: 503 }, OK));
    expect(tokens).toEqual([false, true, true]);
  });
});

describe('Retry-After', () => {
  test.each([
    ['seconds', 429, { 'retry-after': '7' }, 7_000],
    ['a minute', 429, { 'retry-after': '60' }, 60_000],
    ['of a server error', 503, { 'retry-after': '3' }, 3_000],
    [
      'a date, by the clock of the service',
      429,
      { 'retry-after': 'Sun, 08 Nov 2026 09:00:20 GMT', date: 'Sun, 08 Nov 2026 09:00:00 GMT' },
      20_000,
    ],
  ])('is waited out inside the call: %s', async (_, status, headers, expectedMs) => {
    const { sent, sleepsMs } = await send(inOrder({ status, headers }, OK));
    expect(sent).toMatchObject({ answer: { status: 200 } });
    expect(sleepsMs).toEqual([expectedMs]);
  });

  test.each([
    ['seconds', { 'retry-after': '61' }, 61_000],
    ['a date', { 'retry-after': 'Sun, 08 Nov 2026 08:00:00 GMT' }, 120 * MINUTE_MS],
  ])('of more than a minute is handed back: %s', async (_, headers, retryAfterMs) => {
    const body = { error: { code: 'TooManyRequests', message: 'slow down' } };
    const { sent, requests, sleepsMs } = await send(inOrder({ status: 429, headers, body }));
    expect(sent).toEqual({
      stop: 'wait',
      retryAfterMs,
      failure: {
        code: 'ThrottledTooLong',
        message: 'Microsoft Graph answered 429 TooManyRequests: slow down to GET reports/x',
      },
    });
    expect(requests).toHaveLength(1);
    expect(sleepsMs).toEqual([]);
  });

  test('again and again is handed back before the call takes longer than 4 minutes', async () => {
    const { sent, tookMs } = await send(inOrder({ status: 429, headers: { 'retry-after': '50' } }));
    expect(sent).toMatchObject({ stop: 'wait', retryAfterMs: 50_000 });
    expect(tookMs).toBeLessThanOrEqual(4 * MINUTE_MS);
    expect(tookMs).toBeGreaterThan(3 * MINUTE_MS);
  });

  test.each([
    ['0', { 'retry-after': '0' }],
    ['a date in the past', { 'retry-after': 'Sun, 08 Nov 2020 06:00:00 GMT' }],
  ])('of %s does not make the call hammer the service', async (_, headers) => {
    const { sent, requests } = await send((_request, index) => {
      if (index > 1000) throw new Error('hammered');
      return { status: 429, headers };
    });
    expect(sent.stop).toBeDefined();
    expect(requests.length).toBeLessThan(30);
  });
});

describe('without Retry-After', () => {
  test.each([408, 429, 500, 502, 503, 504, 509, 520])('status %i is tried again', async (status) => {
    const { sent, sleepsMs } = await send(inOrder({ status }, OK));
    expect(sent).toMatchObject({ answer: { status: 200 } });
    expect(sleepsMs).toEqual([750]);
  });

  test('a broken connection is tried again', async () => {
    const { sent } = await send(inOrder(new Error('read ECONNRESET'), OK));
    expect(sent).toMatchObject({ answer: { status: 200 } });
  });

  test('a connection that broke while the machine slept for an hour is tried again', async () => {
    const { sent } = await send((_, index, clock) => {
      if (index > 0) return OK;
      clock.pass(60 * MINUTE_MS);
      return new Error('read ECONNRESET');
    });
    expect(sent).toMatchObject({ answer: { status: 200 } });
  });

  test('an answer that breaks off is tried again', async () => {
    function* broken() {
      yield Buffer.from('{"fine":');
      throw new Error('aborted');
    }
    const { sent } = await send((_, index) => (index === 0 ? { status: 200, chunks: broken() } : OK));
    expect(sent).toMatchObject({ answer: { body: { fine: true } } });
  });

  test('the pauses double from half a second up to half a minute and never exceed their step', async () => {
    for (const random of [0, 0.999]) {
      const { sleepsMs } = await send(inOrder({ status: 500 }), GET, { random });
      const steps = [1_000, 2_000, 4_000, 8_000, 16_000];
      for (const [index, ms] of sleepsMs.entries()) {
        const step = steps[index] ?? 30_000;
        expect(ms).toBeGreaterThanOrEqual(step / 2);
        expect(ms).toBeLessThanOrEqual(step);
      }
    }
  });

  test('a service that stays away ends the call after about 4 minutes', async () => {
    const body = { error: { code: 'generalException', message: 'boom' } };
    const { sent, tookMs } = await send(inOrder({ status: 500, body }));
    expect(sent).toEqual({
      stop: 'failed',
      failure: {
        code: 'ServiceUnavailable',
        message: 'Microsoft Graph answered 500 generalException: boom to GET reports/x, again and again for 4 minutes',
      },
    });
    expect(tookMs).toBeGreaterThan(3.5 * MINUTE_MS);
    expect(tookMs).toBeLessThanOrEqual(4 * MINUTE_MS);
  });

  test('a connection that stays broken ends as ServiceUnavailable', async () => {
    const { sent } = await send(inOrder(new Error('connect ECONNREFUSED https://x/?sig=SECRET')));
    expect(sent).toMatchObject({ stop: 'failed', failure: { code: 'ServiceUnavailable' } });
    expect(JSON.stringify(sent)).not.toContain('SECRET');
  });
});

describe('an answer that makes no sense', () => {
  const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' };

  test('HTML in place of JSON is a passing fault of a gateway', async () => {
    const { sent } = await send(inOrder(html, OK));
    expect(sent).toMatchObject({ answer: { body: { fine: true } } });
  });

  test('and ends the call as AnswerInvalid when it does not pass', async () => {
    const { sent } = await send(inOrder(html));
    expect(sent).toMatchObject({ stop: 'failed', failure: { code: 'AnswerInvalid' } });
  });

  test.each([
    ['empty', ''],
    ['blank', ' \n'],
    ['cut', '{"a":'],
  ])('a body that is %s is no JSON', async (_, body) => {
    const { sent, requests } = await send(inOrder({ status: 200, body }, OK));
    expect(sent).toMatchObject({ answer: { body: { fine: true } } });
    expect(requests).toHaveLength(2);
  });

  test('a body that is no UTF-8 is no JSON', async () => {
    const chunks = [Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')];
    const { requests } = await send((_, index) => (index === 0 ? { status: 200, chunks } : OK));
    expect(requests).toHaveLength(2);
  });

  test('a character may be cut between two chunks', async () => {
    const bytes = Buffer.from('{"a":"ä"}');
    const { sent } = await send(inOrder({ status: 200, chunks: [bytes.subarray(0, 7), bytes.subarray(7)] }));
    expect(sent).toMatchObject({ answer: { body: { a: 'ä' } } });
  });

  test('a body without end is given up long before memory is full', async () => {
    let chunksRead = 0;
    function* endless() {
      for (const chunk = Buffer.alloc(1024 * 1024, 0x20); ; chunksRead++) yield chunk;
    }
    await send((_, index) => (index === 0 ? { status: 200, chunks: endless() } : OK));
    expect(chunksRead).toBeGreaterThan(60);
    expect(chunksRead).toBeLessThan(100);
  });

  test('JSON that is null or a number is an answer', async () => {
    expect((await send(inOrder({ status: 200, body: 'null' }))).sent).toMatchObject({ answer: { body: null } });
    expect((await send(inOrder({ status: 200, body: '7' }))).sent).toMatchObject({ answer: { body: 7 } });
  });
});

describe('an aborted call', () => {
  test.each([
    ['while it waits for an answer', new Error('The operation was aborted.')],
    ['between two tries', { status: 500 }],
  ])('ends with the reason of the signal, %s', async (_, answer) => {
    const reason = new Error('stop here');
    const controller = new AbortController();
    const requests: PipelineRequest[] = [];
    const call = send(
      (request) => {
        requests.push(request);
        controller.abort(reason);
        return answer;
      },
      GET,
      { signal: controller.signal },
    );
    await expect(call).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.abortSignal?.aborted).toBe(true);
  });
});

describe('the words of a service', () => {
  test.each([
    [{ error: { code: 'BadRequest', message: 'no such invoice' } }, 'BadRequest: no such invoice'],
    [{ error: { code: 2000, message: 'x' } }, '2000: x'],
    [{ code: '400', description: 'flat, as Partner Center writes it' }, '400: flat, as Partner Center writes it'],
    [{ error: 'invalid_grant' }, ''],
    [{ error: { message: 'only words' } }, 'only words'],
    [{}, ''],
    ['text', ''],
    [null, ''],
    [undefined, ''],
    [[{ code: 'x' }], ''],
  ])('%j', (body, expected) => {
    expect(serviceMessage(body)).toBe(expected);
  });

  test('are scrubbed and short', () => {
    const words = serviceMessage({ error: { code: 'x', message: `Bearer abcdef.ghi ${'long '.repeat(1000)}` } });
    expect(words).not.toContain('abcdef');
    expect(words.length).toBeLessThanOrEqual(300);
  });

  test('are a text whatever the body', () => {
    fc.assert(fc.property(fc.anything(), (body) => typeof serviceMessage(body) === 'string'));
  });
});
