import { describe, expect, test } from '@jest/globals';
import { CodedError } from '../../../shared/errors.ts';
import { createPartnerCenter } from '../../../shared/microsoft/partnerCenter.ts';
import { createServiceClient } from '../../../shared/wire/serviceClient.ts';
import { type FakeAnswer, fakeHttp, inOrder } from '../../support/fakeHttp.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const BASE = 'https://api.partnercenter.microsoft.com/v1';
const DAY = '2026-11-07T00:00:00Z';

function partnerCenterOf(answer: FakeAnswer | FakeAnswer[] | ((index: number) => FakeAnswer)) {
  const http = fakeHttp(typeof answer === 'function' ? (_, index) => answer(index) : inOrder(...[answer].flat()));
  const client = createServiceClient({
    name: 'Partner Center',
    baseUrl: BASE,
    tokens: { get: async () => 'TOKEN' },
    httpClient: http,
    clock: createVirtualClock(),
  });
  const urls = () => http.requests.map(({ url }) => url);
  return { partnerCenter: createPartnerCenter(client), urls, methods: () => http.requests.map(({ method }) => method) };
}

const page = (ids: string[], rest: object = {}): FakeAnswer => ({
  status: 200,
  body: { items: ids.map((id) => ({ id, invoiceDate: DAY })), ...rest },
});
const found = (...ids: string[]) => ({ invoices: ids.map((id) => ({ id, invoiceDate: DAY })) });
const NEXT = { links: { next: { uri: 'https://evil.example/invoices' } } };

describe('the list of invoices', () => {
  test.each<[string, FakeAnswer[], object, number]>([
    ['one page', [page(['G1', 'G2'], { totalCount: 2 })], found('G1', 'G2'), 1],
    ['one page without a count', [page(['G1'])], found('G1'), 1],
    [
      'two pages, by the count',
      [page(['G1'], { totalCount: 2 }), page(['G2'], { totalCount: 2 })],
      found('G1', 'G2'),
      2,
    ],
    ['two pages, by a link', [page(['G1'], NEXT), page(['G2'])], found('G1', 'G2'), 2],
    ['an end although there is a link', [page(['G1'], NEXT), page([], NEXT)], found('G1'), 2],
    ['an end although the count says more', [page(['G1'], { totalCount: 9 }), page([])], found('G1'), 2],
    ['one that is listed on both pages', [page(['G1'], NEXT), page(['G1', 'G2'])], found('G1', 'G2'), 2],
    ['none at all', [{ status: 200, body: { totalCount: 0 } }], found(), 1],
    ['nulls', [{ status: 200, body: { totalCount: null, items: [], links: null } }], found(), 1],
  ])('%s', async (_, answers, expected, calls) => {
    const { partnerCenter, urls } = partnerCenterOf(answers);
    expect(await partnerCenter.invoices()).toEqual(expected);
    expect(urls()).toHaveLength(calls);
  });

  test('is asked for by offsets of its own at the own base URL, wherever a link leads', async () => {
    const { partnerCenter, urls, methods } = partnerCenterOf([
      page(['G1', 'G2'], NEXT),
      page(['G3'], NEXT),
      page(['G4']),
    ]);
    await partnerCenter.invoices();
    expect(methods()).toEqual(['GET', 'GET', 'GET']);
    expect(urls().map((url) => new URL(url))).toMatchObject([
      {
        origin: new URL(BASE).origin,
        pathname: '/v1/invoices',
        search: expect.stringMatching(/^\?size=\d+&offset=0$/),
      },
      { search: expect.stringMatching(/&offset=2$/) },
      { search: expect.stringMatching(/&offset=3$/) },
    ]);
  });

  test('keeps an invoice without a date, or with none that is a text', async () => {
    const { partnerCenter } = partnerCenterOf({
      status: 200,
      body: { items: [{ id: 'G1' }, { id: 'G2', invoiceDate: null }] },
    });
    expect(await partnerCenter.invoices()).toEqual({
      invoices: [
        { id: 'G1', invoiceDate: undefined },
        { id: 'G2', invoiceDate: undefined },
      ],
    });
  });

  test.each<[string, unknown]>([
    ['without an id', { invoiceDate: DAY }],
    ['whose id is null', { id: null, invoiceDate: DAY }],
    ['whose id is empty', { id: '', invoiceDate: DAY }],
    ['whose id is a number', { id: 7 }],
    ['that is no invoice at all', 'G9'],
  ])('goes on past a row %s, and counts it', async (_, odd) => {
    const { partnerCenter } = partnerCenterOf([
      { status: 200, body: { items: [odd, { id: 'G1', invoiceDate: DAY }], ...NEXT } },
      { status: 200, body: { items: [odd, { id: 'G2', invoiceDate: DAY }] } },
    ]);
    expect(await partnerCenter.invoices()).toEqual({ ...found('G1', 'G2'), unreadable: 1 });
  });

  test('keeps an invoice whose date is no text', async () => {
    const { partnerCenter } = partnerCenterOf({ status: 200, body: { items: [{ id: 'G1', invoiceDate: 7 }] } });
    expect(await partnerCenter.invoices()).toEqual({ invoices: [{ id: 'G1', invoiceDate: undefined }] });
  });

  test('of rows of which none names an invoice is a document of another shape', async () => {
    const { partnerCenter } = partnerCenterOf({ status: 200, body: { items: [{ Id: 'G1' }, { Id: 'G2' }] } });
    expect(await partnerCenter.invoices()).toMatchObject({
      stop: 'failed',
      failure: { code: 'PartnerCenterUnavailable', message: expect.stringContaining('2 rows') },
    });
    expect(await partnerCenter.probe()).toEqual({});
  });

  test('that ignores offsets ends at the first page that brings nothing new, and says so', async () => {
    const { partnerCenter, urls } = partnerCenterOf(page(['G1', 'G2'], { totalCount: 9 }));
    expect(await partnerCenter.invoices()).toEqual({ ...found('G1', 'G2'), cutShort: true });
    expect(urls()).toHaveLength(2);
  });

  test('keeps what an invoice says of itself, its total as the text that stands there', async () => {
    const { partnerCenter } = partnerCenterOf({
      status: 200,
      body:
        '{"items":[{"id":"G1","invoiceDate":"2026-11-08T07:13:00Z","billingPeriodStartDate":"2026-10-01T00:00:00Z","billingPeriodEndDate":"2026-10-31T23:59:59Z",' +
        '"totalCharges":9007199254740993.10,"currencyCode":"EUR","documentType":"Invoice","paidAmount":-1.0},{"id":"G2","totalCharges":-4.217E1,' +
        '"documentType":"adjustment_note","amendsOf":"G1"},{"id":"G3","totalCharges":"12.30","documentType":"VOIDNOTE"},{"id":"G4","documentType":"ProForma"},' +
        '{"id":"G5","totalCharges":null,"documentType":7,"currencyCode":{},"billingPeriodStartDate":false}]}',
    });
    expect(await partnerCenter.invoices()).toEqual({
      invoices: [
        {
          id: 'G1',
          invoiceDate: '2026-11-08T07:13:00Z',
          billingPeriodStartDate: '2026-10-01T00:00:00Z',
          billingPeriodEndDate: '2026-10-31T23:59:59Z',
          totalCharges: '9007199254740993.10',
          currencyCode: 'EUR',
          documentType: 'invoice',
        },
        { id: 'G2', totalCharges: '-4.217E1', documentType: 'creditNote', amendsOf: 'G1' },
        { id: 'G3', totalCharges: '12.30', documentType: 'voidNote' },
        { id: 'G4', documentType: 'ProForma' },
        { id: 'G5' },
      ],
    });
  });

  test('that never ends is a fault, not an endless loop', async () => {
    const { partnerCenter, urls } = partnerCenterOf((index) => page([`G${index}`], NEXT));
    expect(await partnerCenter.invoices()).toMatchObject({
      stop: 'failed',
      failure: { code: 'PartnerCenterUnavailable' },
    });
    expect(urls().length).toBeLessThan(10_000);
  });

  test.each<[string, FakeAnswer, object]>([
    ['401', { status: 401 }, { stop: 'rejected', failure: { code: 'InvoicesForbidden' } }],
    ['403', { status: 403 }, { stop: 'rejected', failure: { code: 'InvoicesForbidden' } }],
    ['404', { status: 404, body: {} }, { stop: 'failed', failure: { code: 'PartnerCenterUnavailable' } }],
    ['503 for 4 minutes', { status: 503 }, { stop: 'failed', failure: { code: 'ServiceUnavailable' } }],
    ['another document', { status: 200, body: [1] }, { stop: 'failed', failure: { code: 'PartnerCenterUnavailable' } }],
    [
      'a document without a list',
      { status: 200, body: { Items: [{ id: 'G1' }] } },
      {
        stop: 'failed',
        failure: { code: 'PartnerCenterUnavailable', message: expect.stringContaining('holds no list of invoices') },
      },
    ],
    [
      'a list that is null',
      { status: 200, body: { totalCount: null, items: null } },
      { stop: 'failed', failure: { code: 'PartnerCenterUnavailable' } },
    ],
    ['a long Retry-After', { status: 429, headers: { 'retry-after': '300' } }, { stop: 'wait', retryAfterMs: 300_000 }],
  ])('stops on %s', async (_, answer, expected) => {
    const { partnerCenter } = partnerCenterOf(answer);
    expect(await partnerCenter.invoices()).toMatchObject(expected);
    expect(await partnerCenter.probe()).toMatchObject(expected);
  });

  test('stops on a second page that cannot be read: half a list is none', async () => {
    const { partnerCenter } = partnerCenterOf([page(['G1'], NEXT), { status: 403 }]);
    expect(await partnerCenter.invoices()).toMatchObject({ stop: 'rejected' });
  });

  test('repeats the words of the service, and what support asks for', async () => {
    const { partnerCenter } = partnerCenterOf({ status: 403, body: { code: 1002, description: 'not allowed' } });
    const stop = await partnerCenter.invoices();
    expect(stop).toMatchObject({
      failure: { message: expect.stringMatching(/403.*: 1002: not allowed \(client-req/) },
    });
    const wordless = await partnerCenterOf({ status: 403 }).partnerCenter.invoices();
    expect(wordless).toMatchObject({ failure: { message: expect.stringMatching(/invoices \(client-request-id/) } });
  });
});

describe('without an answer at all', () => {
  const throwing = (error: Error) =>
    createPartnerCenter({
      send: async () => {
        throw error;
      },
    });

  test('a failure with a code stops the step, another one is thrown on', async () => {
    const coded = throwing(new CodedError('TokenUnavailable', 'no identity'));
    expect(await coded.invoices()).toMatchObject({ stop: 'failed', failure: { code: 'TokenUnavailable' } });
    const bug = new TypeError('bug');
    await expect(throwing(bug).invoices()).rejects.toBe(bug);
  });

  test('the caller can give up', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const { signal } = new AbortController();
    const partnerCenter = createPartnerCenter({
      send: async (_, given) => {
        signals.push(given);
        return failed;
      },
    });
    await partnerCenter.invoices(signal);
    await partnerCenter.probe(signal);
    expect(signals).toEqual([signal, signal]);
  });
});

const failed = { stop: 'failed', failure: { code: 'ServiceUnavailable', message: '' } } as const;

test('the probe asks for one page of one', async () => {
  const { partnerCenter, urls } = partnerCenterOf(page(['G1'], NEXT));
  expect(await partnerCenter.probe()).toEqual({});
  expect(urls()).toEqual([`${BASE}/invoices?size=1&offset=0`]);
});
