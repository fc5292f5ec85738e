import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createCatalog } from '../../../local/simulators/catalog.ts';
import { type GraphOptions, type GraphSimulator, startGraphSimulator } from '../../../local/simulators/graph/graph.ts';
import type { ScenarioChanges } from '../../../local/simulators/graph/scenario.ts';
import { BILLING_ROLE } from '../../../local/simulators/identity.ts';
import { AUDIENCES, createTokenIssuer } from '../../../local/simulators/tokens.ts';
import type { Certificates } from '../../../local/stack/tls.ts';
import { trustedCertificates } from '../../support/stackCertificates.ts';
import { memorySource } from '../../support/stackMemorySource.ts';
import { temporaryDirectory } from '../../support/temporaryDirectory.ts';

const catalog = createCatalog();
const tokens = createTokenIssuer(catalog.tenantId);
const token = (options: Partial<Parameters<typeof tokens.mint>[0]> = {}) =>
  tokens.mint({ audience: AUDIENCES.graph, lifetimeSeconds: 60, roles: [BILLING_ROLE], ...options }).token;

let certificate: Certificates;
let graph: GraphSimulator;
beforeAll(async () => {
  certificate = await trustedCertificates();
});
afterEach(() => graph.stop());

const start = async (scenario: ScenarioChanges = {}, more: Partial<GraphOptions> = {}) => {
  graph = await startGraphSimulator({ certificate, catalog, tokens, source: memorySource(), scenario, ...more });
};

interface Manifest {
  id: string;
  createdDateTime: string;
  eTag: string;
  rootDirectory: string;
  sasToken: string;
  blobCount: number;
  blobs: { name: string }[];
}

/** Whatever Graph answers with; a test looks only at what it expects to be there. */
interface Body extends Manifest {
  '@odata.type': string;
  status: string;
  error: { code: string; message: string; innerError: Record<string, string> };
  resourceLocation: Manifest;
  'resourceLocation@odata.navigationLink': string;
}

interface Answer {
  status: number;
  headers: Headers;
  body: Body;
}

async function call(
  method: string,
  url: string,
  init: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json', ...init.headers },
    ...(init.body === undefined ? {} : { body: typeof init.body === 'string' ? init.body : JSON.stringify(init.body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
  };
}

const BILLED_USAGE = 'reports/partners/billing/usage/billed/export';
const INVOICE = { invoiceId: 'G000000001', attributeSet: 'full' };

const post = (body: unknown = INVOICE, path = BILLED_USAGE, headers = {}) =>
  call('POST', `${graph.baseUrl}/${path}`, { body, headers });

/** Posts and polls to the end; the answers of all polls. */
async function poll(count = 10): Promise<Answer[]> {
  const { headers } = await post();
  const id = headers.get('location')?.split('/').at(-1) ?? graph.requests.at(-1)?.path;
  const answers: Answer[] = [];
  while (answers.length < count) {
    const answer = await call('GET', `${graph.baseUrl}/reports/partners/billing/operations/${id}`);
    answers.push(answer);
    if (answer.body.resourceLocation || answer.body['resourceLocation@odata.navigationLink'] || answer.body.error) {
      break;
    }
  }
  return answers;
}

const outcome = async (): Promise<Body> => {
  const last = (await poll()).at(-1);
  if (last === undefined) {
    throw new Error('The operation was never read.');
  }
  return last.body;
};

describe('an export', () => {
  test('is accepted, runs, and succeeds with the manifest inline', async () => {
    await start();
    const accepted = await post();
    expect(accepted.status).toBe(202);
    expect(accepted.headers.get('location')).toMatch(
      new RegExp(`^${graph.baseUrl}/reports/partners/billing/operations/[0-9a-f-]{36}$`),
    );
    expect(accepted.headers.get('retry-after')).toBe('1');
    const answers = await poll();
    expect(answers.map(({ status, body }) => [status, body.status, body['@odata.type'].split('.').at(-1)])).toEqual([
      [200, 'notStarted', 'runningOperation'],
      [200, 'running', 'runningOperation'],
      [200, 'running', 'runningOperation'],
      [200, 'succeeded', 'exportSuccessOperation'],
    ]);
    expect(answers.at(-1)?.body.resourceLocation).toMatchObject({
      createdDateTime: '2024-02-08T07:13:00Z',
      partnerTenantId: catalog.tenantId,
      rootDirectory: expect.stringMatching(
        /\/billedusagefastpath\/v1\/PartnerTenantId=.*\/InvoiceId=G000000001\/InvoiceVersion=202402080713\//,
      ),
      sasToken: expect.stringMatching(/^sp=rl/),
      blobCount: 6,
      blobs: expect.arrayContaining([
        { name: expect.stringMatching(/^part-00005-.*\.c000\.json\.gz$/), partitionValue: 'default' },
      ]),
    });
  });

  test.each([
    ['usage/billed', INVOICE, 'billedusagefastpath'],
    ['reconciliation/billed', INVOICE, 'billedreconfastpath'],
    [
      'usage/unbilled',
      { currencyCode: 'EUR', billingPeriod: 'current', attributeSet: 'basic' },
      'unbilledusagefastpath',
    ],
    ['reconciliation/unbilled', { currencyCode: 'USD', billingPeriod: 'last' }, 'unbilledreconfastpath'],
  ])('of %s lies in its own container', async (path, body, container) => {
    await start({ polls: [] });
    const { headers } = await post(body, `reports/partners/billing/${path}/export`);
    const { body: operation } = await call('GET', headers.get('location') ?? '');
    expect(operation.resourceLocation.rootDirectory).toContain(`/${container}/`);
  });

  test('of aggregated usage is there in beta alone, its operation and manifest too', async () => {
    await start({ polls: [], resourceLocation: 'navigationLink' });
    const path = 'reports/partners/billing/aggregatedUsage/billed/export';
    expect((await post({ invoiceId: 'G000000001' }, path)).status).toBe(404);
    const beta = graph.baseUrl.replace('v1.0', 'beta');
    const accepted = await call('POST', `${beta}/${path}`, { body: { invoiceId: 'G000000001' } });
    expect(accepted.status).toBe(202);
    const operation = accepted.headers.get('location') ?? '';
    const { body } = await call('GET', operation);
    const manifest = body['resourceLocation@odata.navigationLink'];
    expect((await call('GET', manifest)).body.rootDirectory).toContain('/billedaggregatedusagefastpath/');
    for (const url of [operation, manifest])
      expect((await call('GET', url.replace('/beta/', '/v1.0/'))).status).toBe(404);
    const refused = await call('POST', `${beta}/${path}`, { body: { ...INVOICE } });
    expect([refused.status, refused.body.error.code]).toEqual([400, 'BadRequest']);
  });

  test('stays running until its data is there', async () => {
    let finish = () => {};
    const source = memorySource(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    await start({ polls: [] }, { source });
    const location = (await post()).headers.get('location') ?? '';
    expect((await call('GET', location)).body.status).toBe('running');
    finish();
  });

  test('whose data cannot be made fails and says why, and is not running for ever', async () => {
    const heard: string[] = [];
    const source = memorySource(() => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:9')));
    await start({ polls: [] }, { source, onTrouble: (line) => heard.push(line) });
    const { status, body } = await call('GET', (await post()).headers.get('location') ?? '');
    const message = 'The simulated storage cannot make the data: connect ECONNREFUSED 127.0.0.1:9';
    expect([status, body.status, body.error]).toEqual([200, 'failed', { code: 'dataNotMade', message }]);
    expect(heard).toEqual([message]);
  });

  test('goes on after the simulator was started anew', async () => {
    const directory = temporaryDirectory();
    const operationsFile = join(directory.path, 'operations.json');
    await start({}, { operationsFile });
    const path = new URL((await post()).headers.get('location') ?? '').pathname;
    await call('GET', graph.origin + path);
    await graph.stop();
    await start({}, { operationsFile });
    expect((await call('GET', graph.origin + path)).body.status).toBe('running');
    rmSync(directory.path, { recursive: true });
  });

  test('of what has no data fails with 5000 in a 200', async () => {
    await start({ polls: [] });
    const { headers } = await post(
      { currencyCode: 'JPY', billingPeriod: 'current' },
      'reports/partners/billing/usage/unbilled/export',
    );
    const { status, body } = await call('GET', headers.get('location') ?? '');
    expect([status, body.status, body.error]).toEqual([200, 'failed', { code: '5000', message: 'No data available' }]);
  });
});

describe('a request that the service refuses', () => {
  const unbilled = 'reports/partners/billing/usage/unbilled/export';
  test.each<[string, number, string, () => Promise<Answer>]>([
    ['is no JSON', 400, 'BadRequest', () => post('{')],
    ['has no invoice', 400, 'BadRequest', () => post({ attributeSet: 'full' })],
    ['has an unknown property', 400, 'BadRequest', () => post({ ...INVOICE, fragment: 'full' })],
    ['has an unknown attribute set', 400, 'BadRequest', () => post({ ...INVOICE, attributeSet: 'some' })],
    ['names a classic invoice', 400, 'BadRequest', () => post({ invoiceId: 'D000000001' })],
    ['names an unknown invoice', 404, 'NotFound', () => post({ invoiceId: 'G999999999' })],
    ['has no period', 400, 'BadRequest', () => post({ currencyCode: 'EUR' }, unbilled)],
    [
      'has the old name of a period',
      400,
      'BadRequest',
      () => post({ currencyCode: 'EUR', billingPeriod: 'previous' }, unbilled),
    ],
    ['has a bad currency', 400, 'BadRequest', () => post({ currencyCode: 'Euro', billingPeriod: 'last' }, unbilled)],
    [
      'is not JSON by its type',
      415,
      'UnsupportedMediaType',
      () => post(INVOICE, BILLED_USAGE, { 'content-type': 'text/plain' }),
    ],
    ['has no token', 401, 'InvalidAuthenticationToken', () => post(INVOICE, BILLED_USAGE, { authorization: '' })],
    [
      'has a token for another service',
      401,
      'InvalidAuthenticationToken',
      () => post(INVOICE, BILLED_USAGE, { authorization: `Bearer ${token({ audience: AUDIENCES.partnerCenter })}` }),
    ],
    [
      'has an expired token',
      401,
      'InvalidAuthenticationToken',
      () => post(INVOICE, BILLED_USAGE, { authorization: `Bearer ${token({ lifetimeSeconds: -1 })}` }),
    ],
    [
      'has a token that somebody else made',
      401,
      'InvalidAuthenticationToken',
      () =>
        post(INVOICE, BILLED_USAGE, {
          authorization: `Bearer ${createTokenIssuer('x').mint({ audience: AUDIENCES.graph, lifetimeSeconds: 60, roles: [BILLING_ROLE] }).token}`,
        }),
    ],
    [
      'has a token without the permission',
      403,
      'Authorization_RequestDenied',
      () => post(INVOICE, BILLED_USAGE, { authorization: `Bearer ${token({ roles: [] })}` }),
    ],
    [
      'asks for an unknown operation',
      404,
      'ItemNotFound',
      () => call('GET', `${graph.baseUrl}/reports/partners/billing/operations/x`),
    ],
    [
      'asks for an unknown manifest',
      404,
      'ItemNotFound',
      () => call('GET', `${graph.baseUrl}/reports/partners/billing/manifests/x`),
    ],
    ['asks for anything else', 404, 'ResourceNotFound', () => call('GET', `${graph.baseUrl}/me`)],
    ['uses the wrong method', 404, 'ResourceNotFound', () => call('GET', `${graph.baseUrl}/${BILLED_USAGE}`)],
  ])('%s: %i %s', async (_why, status, code, request) => {
    await start();
    const answer = await request();
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(answer.body.error.message).not.toBe('');
  });

  test('is named by the id that the client gave it', async () => {
    await start();
    const { body } = await post({}, BILLED_USAGE, { 'client-request-id': 'mine' });
    expect(body.error.innerError['client-request-id']).toBe('mine');
  });
});

describe('shapes that a scenario selects', () => {
  test.each<[ScenarioChanges['location'], RegExp | null]>([
    ['absolute', /^https:\/\/127\.0\.0\.1:\d+\/v1\.0\/reports\/.*\/operations\/[0-9a-f-]+$/],
    ['relative', /^\/v1\.0\/reports\//],
    ['foreignOrigin', /^https:\/\/elsewhere\.invalid\/v1\.0\/reports\//],
    ['beta', /^https:\/\/127\.0\.0\.1:\d+\/beta\/reports\//],
    ['absent', null],
  ])('Location: %s', async (location, expected) => {
    await start(location === undefined ? {} : { location });
    const header = (await post()).headers.get('location');
    expect(header === null ? null : expected?.test(header)).toBe(expected === null ? null : true);
  });

  test.each<[ScenarioChanges['retryAfter'], RegExp | null]>([
    [{ seconds: 7 }, /^7$/],
    [{ dateInSeconds: 5 }, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/],
    ['none', null],
  ])('Retry-After: %j', async (retryAfter, expected) => {
    await start(retryAfter === undefined ? {} : { retryAfter });
    const [answer] = await poll(1);
    const header = answer?.headers.get('retry-after') ?? null;
    expect(header === null ? null : expected?.test(header)).toBe(expected === null ? null : true);
    if (typeof retryAfter === 'object' && 'dateInSeconds' in retryAfter) {
      expect(Date.parse(header ?? '') - Date.now()).toBeGreaterThan(3_500);
    }
  });

  test.each<[string, ScenarioChanges, (body: Answer['body']) => unknown, unknown]>([
    ['status in any casing', { ending: { outcome: 'success', status: 'Completed' } }, (b) => b.status, 'Completed'],
    [
      'a failure',
      { ending: { outcome: 'failure', status: 'Failed', code: '1234', message: 'no' } },
      (b) => [b.status, b.error.code],
      ['Failed', '1234'],
    ],
    ['no @odata.type', { odataType: false }, (b) => '@odata.type' in b, false],
    ['seven digits', { timestamps: 'sevenDigits' }, (b) => /\.\d{7}Z$/.test(b.createdDateTime), true],
    ['no zone', { timestamps: 'noZone' }, (b) => /\.\d{7}$/.test(b.resourceLocation.createdDateTime), true],
    [
      'a malformed time',
      { timestamps: 'malformed' },
      (b) => b.resourceLocation.createdDateTime,
      '2024-02-08T07-13-00.4Z',
    ],
    [
      'a wrong blob count',
      { blobCountError: 1 },
      (b) => b.resourceLocation.blobCount - b.resourceLocation.blobs.length,
      1,
    ],
    ['duplicate names', { duplicateNames: true }, (b) => new Set(b.resourceLocation.blobs.map((x) => x.name)).size, 5],
    ['a number of files', { data: { files: 40 } }, (b) => b.resourceLocation.blobs.length, 40],
    ['no files', { data: { files: 0 } }, (b) => [b.resourceLocation.blobCount, b.resourceLocation.blobs], [0, []]],
    ['a SAS with a question mark', { sas: { questionMark: true } }, (b) => b.resourceLocation.sasToken[0], '?'],
    ['a short SAS', { sas: { lifetimeSeconds: 2 } }, (b) => /lifetime=2&/.test(b.resourceLocation.sasToken), true],
    [
      'a string URL',
      { resourceLocation: 'stringUrl' },
      (b) => String(b.resourceLocation).startsWith(`${graph.baseUrl}/reports/partners/billing/manifests/`),
      true,
    ],
    [
      'a link to elsewhere',
      { resourceLocation: 'foreignLink' },
      (b) => new URL(b['resourceLocation@odata.navigationLink']).hostname,
      'elsewhere.invalid',
    ],
  ])('%s', async (_name, scenario, look, expected) => {
    await start({ polls: [], ...scenario });
    expect(look(await outcome())).toEqual(expected);
  });

  test('an operation that never ends shows its last status for ever', async () => {
    await start({ polls: ['running', 'Thinking'], ending: { outcome: 'never' } });
    expect((await poll(4)).map(({ body }) => body.status)).toEqual(['running', 'Thinking', 'Thinking', 'Thinking']);
  });

  test('an id that is not the polled one', async () => {
    await start({ polls: [], operationId: 'different' });
    const location = (await post()).headers.get('location') ?? '';
    const { body } = await call('GET', location);
    expect(body.id).toHaveLength(36);
    expect(location).not.toContain(body.id);
  });

  test('a link to the manifest, which can be read', async () => {
    await start({ polls: [], resourceLocation: 'navigationLink' });
    const link = (await outcome())['resourceLocation@odata.navigationLink'];
    const { status, body } = await call('GET', link);
    expect([status, body.blobCount, link.endsWith(body.id)]).toEqual([200, 6, true]);
  });

  test.each<[string, ScenarioChanges, { sas: boolean; order: boolean; eTag: boolean }]>([
    ['usually', {}, { sas: false, order: true, eTag: true }],
    ['with one SAS for all', { sas: { mint: 'once' } }, { sas: true, order: true, eTag: true }],
    ['with shuffled blobs', { blobOrder: 'shuffled' }, { sas: false, order: false, eTag: true }],
    ['with a drifting eTag', { eTagDrifts: true }, { sas: false, order: true, eTag: false }],
  ])('what is the same when it is read again, %s', async (_name, scenario, same) => {
    await start({ polls: [], ...scenario });
    const location = (await post()).headers.get('location') ?? '';
    const first = (await call('GET', location)).body.resourceLocation;
    const second = (await call('GET', location)).body.resourceLocation;
    expect({
      sas: first.sasToken === second.sasToken,
      order: JSON.stringify(first.blobs) === JSON.stringify(second.blobs),
      eTag: first.eTag === second.eTag,
    }).toEqual(same);
    const names = (manifest: typeof first) => manifest.blobs.map(({ name }) => name).sort();
    expect(names(second)).toEqual(names(first));
  });

  test('a restatement: another version with other files, while the running operation keeps its own', async () => {
    await start({ polls: [] });
    const location = (await post()).headers.get('location') ?? '';
    const before = (await call('GET', location)).body.resourceLocation;
    graph.scenario = { polls: [], revision: 1 };
    expect((await call('GET', location)).body.resourceLocation.eTag).toBe(before.eTag);
    const after = (await outcome()).resourceLocation;
    expect(after.eTag).not.toBe(before.eTag);
    expect(after.createdDateTime > before.createdDateTime).toBe(true);
    expect(after.blobs[0]?.name).not.toBe(before.blobs[0]?.name);
    graph.scenario = { polls: [] };
    expect((await outcome()).resourceLocation.eTag).toBe(before.eTag);
  });

  test('one for each export', async () => {
    await start();
    graph.scenario = (subject) => ({ polls: [], data: { files: subject.attributeSet === 'full' ? 2 : 1 } });
    expect((await outcome()).resourceLocation.blobCount).toBe(2);
  });
});

describe('faults', () => {
  test.each([400, 401, 403, 404, 410, 429, 500, 503])('%i on a poll, once, and it costs none', async (status) => {
    await start({ polls: ['running'] });
    graph.faults.add({ on: 'operation', answer: { status, code: 'asked', retryAfter: { seconds: 3 } } });
    const { headers } = await post();
    const read = () => call('GET', headers.get('location') ?? '');
    const fault = await read();
    expect([fault.status, fault.body.error.code, fault.headers.get('retry-after')]).toEqual([status, 'asked', '3']);
    expect((await read()).body.status).toBe('running');
    expect((await read()).body.status).toBe('succeeded');
  });

  test('after some calls, some times', async () => {
    await start({}, { faults: [{ on: 'export', after: 1, times: 2, answer: { status: 503 } }] });
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      statuses.push((await post()).status);
    }
    expect(statuses).toEqual([202, 503, 503, 202]);
  });

  test('a dropped connection, a text that is no JSON, a late answer', async () => {
    await start();
    graph.faults.add({ on: 'export', answer: { hangUp: true } });
    await expect(post()).rejects.toThrow('fetch failed');
    graph.faults.add({ on: 'export', answer: { status: 502, text: '<html>' } });
    expect(await post()).toMatchObject({ status: 502, body: '<html>' });
    graph.faults.add({ on: 'export', answer: { delayMs: 150 } });
    const before = Date.now();
    expect((await post()).status).toBe(202);
    expect(Date.now() - before).toBeGreaterThanOrEqual(140);
    expect(graph.requests.map(({ status }) => status)).toEqual([0, 502, 202]);
  });
});

test('the log of requests holds methods, paths and statuses, and no token', async () => {
  await start();
  await post();
  expect(graph.requests).toEqual([
    { method: 'POST', path: `/v1.0/${BILLED_USAGE}`, status: 202, at: expect.any(Date) },
  ]);
});
