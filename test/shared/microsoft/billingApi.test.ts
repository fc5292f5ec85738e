import { describe, expect, test } from '@jest/globals';
import type { ExportRequest } from '../../../shared/export/request.ts';
import { createBillingApi } from '../../../shared/microsoft/billingApi.ts';
import { createServiceClient } from '../../../shared/wire/serviceClient.ts';
import { type FakeAnswer, fakeHttp, inOrder } from '../../support/fakeHttp.ts';
import { BILLED_REQUEST, UNBILLED_REQUEST } from '../../support/requests.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const BASE = 'https://graph.microsoft.com/v1.0';
const LOCATION = `${BASE}/reports/partners/billing/operations/op-1`;
const ACCEPTED: FakeAnswer = { status: 202, headers: { location: LOCATION } };

function apiOf(...answers: FakeAnswer[]) {
  const http = fakeHttp(inOrder(...answers));
  const clock = createVirtualClock();
  const client = createServiceClient({
    name: 'Microsoft Graph',
    baseUrl: BASE,
    tokens: { get: async () => 'TOKEN' },
    httpClient: http,
    clock,
  });
  return { api: createBillingApi(client, BASE, clock.now), requests: http.requests, clock };
}

function* endless(): Generator<Buffer> {
  for (const blank = Buffer.alloc(1024 * 1024, 0x20); ; ) yield blank;
}

describe('the POST', () => {
  test.each<[ExportRequest, string, object]>([
    [BILLED_REQUEST, 'usage/billed', { invoiceId: 'G000000001', attributeSet: 'full' }],
    [
      { ...BILLED_REQUEST, kind: 'billedReconciliation', attributeSet: 'basic', force: true },
      'reconciliation/billed',
      { invoiceId: 'G000000001', attributeSet: 'basic' },
    ],
    [
      { kind: 'billedAggregatedUsage', invoiceId: 'G000000001', force: false },
      'aggregatedUsage/billed',
      { invoiceId: 'G000000001' },
    ],
    [UNBILLED_REQUEST, 'usage/unbilled', { currencyCode: 'EUR', billingPeriod: 'current', attributeSet: 'full' }],
    [
      { ...UNBILLED_REQUEST, kind: 'unbilledReconciliation' },
      'reconciliation/unbilled',
      { currencyCode: 'EUR', billingPeriod: 'current', attributeSet: 'full' },
    ],
  ])('asks for exactly the export: %#', async (request, path, body) => {
    const { api, requests } = apiOf(ACCEPTED);
    await api.submit(request);
    expect(requests[0]).toMatchObject({ method: 'POST', url: `${BASE}/reports/partners/billing/${path}/export` });
    expect(JSON.parse(String(requests[0]?.body))).toEqual(body);
  });

  test('says last for what was current when the month has turned', async () => {
    const { api, requests } = apiOf(ACCEPTED);
    await api.submit({ ...UNBILLED_REQUEST, billingPeriod: 'current' as const, month: '2026-10' });
    expect(JSON.parse(String(requests[0]?.body))).toMatchObject({ billingPeriod: 'last' });
  });

  test('is not sent for a month that is neither any more', async () => {
    const { api, requests } = apiOf(ACCEPTED);
    const submitted = await api.submit({ ...UNBILLED_REQUEST, month: '2026-09' });
    expect(submitted).toMatchObject({ stop: 'failed', failure: { code: 'PeriodPassed' } });
    expect(requests).toHaveLength(0);
  });

  test.each([
    ['Location', ACCEPTED, { operationId: 'op-1' }],
    [
      'Location and Retry-After',
      { ...ACCEPTED, headers: { location: LOCATION, 'retry-after': '10' } },
      { retryAfterMs: 10_000 },
    ],
    [
      'a Location elsewhere, of which only the id counts',
      { status: 202, headers: { location: 'https://evil.example/x/op-1' } },
      { operationId: 'op-1' },
    ],
    ['only a body', { status: 202, body: { id: 'op-2' } }, { operationId: 'op-2' }],
    ['200, as early documents printed', { status: 200, headers: { location: LOCATION } }, { operationId: 'op-1' }],
    [
      'an unusable Location beside a usable body',
      { status: 202, headers: { location: '/..' }, body: { id: 'op-2' } },
      { operationId: 'op-2' },
    ],
  ])('is accepted with %s', async (_, answer, expected) => {
    const submitted = await apiOf(answer).api.submit(BILLED_REQUEST);
    expect(submitted).toMatchObject(expected);
    expect(submitted.stop).toBeUndefined();
  });

  test.each([400, 404, 409])(
    '"5000 No data available" in a refusal (%i) is no data, wherever it is met',
    async (status) => {
      for (const code of ['5000', 5000]) {
        const answer = { status, body: { error: { code, message: 'No data available' } } };
        expect(await apiOf(answer).api.submit(BILLED_REQUEST)).toMatchObject({
          stop: 'noData',
          message: expect.stringContaining('No data available'),
        });
        expect(await apiOf(answer).api.operation('op-1')).toMatchObject({ stop: 'noData' });
        expect(await apiOf(answer).api.manifest({ link: `${BASE}/m-1` })).toMatchObject({ stop: 'noData' });
      }
    },
  );

  test.each<[string, FakeAnswer, string, string]>([
    ['400', { status: 400 }, 'rejected', 'RequestRefused'],
    ['401, after a fresh token', { status: 401 }, 'rejected', 'TokenRefused'],
    ['403', { status: 403 }, 'rejected', 'PermissionMissing'],
    ['404', { status: 404 }, 'rejected', 'NothingAtService'],
    ['410', { status: 410 }, 'resubmit', 'OperationVanished'],
    ['409', { status: 409 }, 'failed', 'AnswerInvalid'],
    ['300', { status: 300, headers: { location: LOCATION } }, 'failed', 'AnswerInvalid'],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example/op-1' } }, 'failed', 'AnswerInvalid'],
    ['500 for 4 minutes', { status: 500 }, 'failed', 'ServiceUnavailable'],
    ['a broken connection for 4 minutes', new Error('ECONNRESET'), 'failed', 'ServiceUnavailable'],
    ['429 with a long Retry-After', { status: 429, headers: { 'retry-after': '300' } }, 'wait', 'ThrottledTooLong'],
    ['no operation id', { status: 202 }, 'failed', 'AnswerInvalid'],
    ['null for an answer', { status: 202, body: null }, 'failed', 'AnswerInvalid'],
    ['an operation id that leads elsewhere', { status: 202, body: { id: '../x' } }, 'failed', 'AnswerInvalid'],
  ])('ends the step on %s', async (_, answer, stop, code) => {
    expect(await apiOf(answer).api.submit(BILLED_REQUEST)).toMatchObject({ stop, failure: { code } });
  });

  test.each<[string, FakeAnswer]>([
    ['HTML', { status: 200, body: '<html>Our services are not available right now</html>' }],
    ['half a JSON document', { status: 200, body: '{"id": "op-9' }],
    ['nothing', { status: 200, body: '' }],
  ])('is sent again when a gateway answers 200 with %s', async (_, gateway) => {
    const { api, requests } = apiOf(gateway, gateway, ACCEPTED);
    expect(await api.submit(BILLED_REQUEST)).toMatchObject({ operationId: 'op-1' });
    expect(requests).toHaveLength(3);
    expect(await apiOf(gateway).api.submit(BILLED_REQUEST)).toMatchObject({
      stop: 'failed',
      failure: { code: 'AnswerInvalid' },
    });
  });

  const brokenOff = function* () {
    yield Buffer.from('{"id": "op-9');
    throw new Error('ECONNRESET');
  };

  test.each<[string, FakeAnswer, object]>([
    ['without an operation', { status: 202 }, { failure: { code: 'AnswerInvalid' } }],
    ['with a page of HTML', { status: 202, body: '<html>' }, { failure: { code: 'AnswerInvalid' } }],
    ['with a body that breaks off', { ...ACCEPTED, chunks: brokenOff() }, { operationId: 'op-1' }],
    ['with a body that never ends', { ...ACCEPTED, chunks: endless() }, { operationId: 'op-1' }],
    [
      'with a broken body and no operation',
      { status: 202, chunks: brokenOff() },
      { failure: { code: 'AnswerInvalid' } },
    ],
    ['that is a JSON of another kind', { status: 200, body: { ok: true } }, { failure: { code: 'AnswerInvalid' } }],
  ])('is never sent again after an acceptance %s', async (_, answer, expected) => {
    const { api, requests } = apiOf(answer);
    expect(await api.submit(BILLED_REQUEST)).toMatchObject(expected);
    expect(requests).toHaveLength(1);
  });

  test('a refusal carries the words of the service, what support asks for, and no secret', async () => {
    const body = { error: { code: '2000', message: 'Invoice unknown, see https://x.example/y?sig=SECRET' } };
    const { api, requests } = apiOf({ status: 400, body });
    const submitted = await api.submit(BILLED_REQUEST);
    const id = requests[0]?.headers.get('client-request-id');
    expect(submitted).toMatchObject({
      failure: {
        message: `Microsoft Graph answered 400 to the export request: 2000: Invoice unknown, see https://x.example/y?[removed] (client-request-id ${id})`,
      },
    });
  });
});

describe('the operation', () => {
  const answer = (body: object, headers = {}): FakeAnswer => ({ status: 200, body, headers });

  test.each<[string, FakeAnswer, object]>([
    ['running', answer({ status: 'running' }, { 'retry-after': '10' }), { state: 'running', retryAfterMs: 10_000 }],
    ['not started', answer({ status: 'notStarted' }), { state: 'running' }],
    ['202 instead of 200', { status: 202, body: { status: 'running' } }, { state: 'running' }],
    [
      'done',
      answer({ status: 'succeeded', resourceLocation: { id: 'm' } }),
      { state: 'succeeded', manifest: { inline: { id: 'm' } } },
    ],
    [
      '404: not known yet, or gone',
      { status: 404, headers: { 'retry-after': '5' } },
      { state: 'unknown', retryAfterMs: 5_000 },
    ],
  ])('%s', async (_, given, expected) => {
    const { api, requests } = apiOf(given);
    const operation = await api.operation('op-1');
    expect(operation).toMatchObject(expected);
    expect(operation.stop).toBeUndefined();
    expect(requests[0]).toMatchObject({ method: 'GET', url: LOCATION });
  });

  test.each<[string, FakeAnswer, object]>([
    [
      'error 5000',
      answer({ status: 'failed', error: { code: '5000', message: 'No data available' } }),
      { stop: 'noData', message: 'No data available' },
    ],
    [
      'another failure',
      answer({ status: 'failed', error: { code: '5001', message: 'x' } }),
      { stop: 'resubmit', failure: { code: 'OperationFailed', message: 'The operation failed: 5001: x' } },
    ],
    [
      'a failure without reason',
      answer({ status: 'failed' }),
      { stop: 'resubmit', failure: { code: 'OperationFailed' } },
    ],
    ['410', { status: 410 }, { stop: 'resubmit', failure: { code: 'OperationVanished' } }],
    ['401, after a fresh token', { status: 401 }, { stop: 'rejected', failure: { code: 'TokenRefused' } }],
    ['403', { status: 403 }, { stop: 'rejected', failure: { code: 'PermissionMissing' } }],
    ['400', { status: 400 }, { stop: 'failed', failure: { code: 'OperationFailed' } }],
    ['503 for 4 minutes', { status: 503 }, { stop: 'failed', failure: { code: 'ServiceUnavailable' } }],
    ['a long Retry-After', { status: 503, headers: { 'retry-after': '120' } }, { stop: 'wait', retryAfterMs: 120_000 }],
    ['HTML for 4 minutes', { status: 200, body: '<html>' }, { stop: 'failed', failure: { code: 'AnswerInvalid' } }],
    [
      'done without a manifest',
      answer({ status: 'succeeded' }),
      { stop: 'failed', failure: { code: 'AnswerInvalid' } },
    ],
  ])('ends the step on %s', async (_, given, expected) => {
    expect(await apiOf(given).api.operation('op-1')).toMatchObject(expected);
  });
});

describe('the manifest', () => {
  const link = `${BASE}/reports/partners/billing/manifests/m-1`;

  test('inside the operation costs no request', async () => {
    const { api, requests } = apiOf(new Error('not asked'));
    expect(await api.manifest({ inline: { id: 'm' } })).toEqual({ manifest: { id: 'm' } });
    expect(requests).toHaveLength(0);
  });

  test('behind a link is asked for with the id only, at our own base URL', async () => {
    const { api, requests } = apiOf({ status: 200, body: { id: 'm-1' } });
    const beta = `${link.replace('v1.0', 'beta')}?x=1`;
    expect(await api.manifest({ link: beta })).toEqual({ manifest: { id: 'm-1' } });
    expect(requests[0]).toMatchObject({ method: 'GET', url: link });
  });

  test('of another origin is refused, and the token stays here', async () => {
    const { api, requests } = apiOf({ status: 200, body: {} });
    await expect(api.manifest({ link: 'https://evil.example/manifests/m-1' })).rejects.toMatchObject({
      reason: { stop: 'failed', failure: { code: 'ForeignOrigin' } },
    });
    expect(requests).toHaveLength(0);
  });

  test('404 means that it is not known yet, or gone', async () => {
    const answer = { status: 404, headers: { 'retry-after': '5' } };
    expect(await apiOf(answer).api.manifest({ link })).toEqual({ state: 'unknown', retryAfterMs: 5_000 });
  });

  test.each<[number, string, string]>([
    [410, 'resubmit', 'OperationVanished'],
    [401, 'rejected', 'TokenRefused'],
    [403, 'rejected', 'PermissionMissing'],
    [400, 'failed', 'OperationFailed'],
    [204, 'failed', 'AnswerInvalid'],
    [500, 'failed', 'ServiceUnavailable'],
  ])('%i ends the step as %s, %s', async (status, stop, code) => {
    expect(await apiOf({ status }).api.manifest({ link })).toMatchObject({ stop, failure: { code } });
  });
});
