import { EventGridPublisherClient } from '@azure/eventgrid';
import { DefaultAzureCredential } from '@azure/identity';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createCatalog } from '../../../local/simulators/catalog.ts';
import {
  type EventGridSimulator,
  type ReceivedEvent,
  startEventGridSimulator,
} from '../../../local/simulators/eventGrid.ts';
import { type IdentitySimulator, startIdentitySimulator } from '../../../local/simulators/identity.ts';
import {
  type PartnerCenterOptions,
  type PartnerCenterSimulator,
  startPartnerCenterSimulator,
} from '../../../local/simulators/partnerCenter.ts';
import { AUDIENCES, createTokenIssuer } from '../../../local/simulators/tokens.ts';
import type { Certificates } from '../../../local/stack/tls.ts';
import { trustedCertificates } from '../../support/stackCertificates.ts';

const catalog = createCatalog({ clock: { now: () => new Date('2024-12-31'), sleep: async () => {} } });
const tokens = createTokenIssuer(catalog.tenantId);
let certificate: Certificates;
let identity: IdentitySimulator;

beforeAll(async () => {
  certificate = await trustedCertificates();
  identity = await startIdentitySimulator({ certificate, tokens });
  process.env.IDENTITY_ENDPOINT = identity.endpoint;
  process.env.IDENTITY_HEADER = identity.header;
  process.env.AZURE_TOKEN_CREDENTIALS = 'ManagedIdentityCredential';
});
afterAll(() => identity.stop());
beforeEach(() => identity.faults.clear());

describe('the identity endpoint, asked by DefaultAzureCredential', () => {
  /** A new credential has an empty cache. */
  const tokenFor = (audience: string) => new DefaultAzureCredential().getToken(`${audience}/.default`);

  test.each(Object.entries(AUDIENCES))('gives a token for %s', async (_name, audience) => {
    const { token, expiresOnTimestamp } = await tokenFor(audience);
    expect(tokens.check(`Bearer ${token}`, audience)).toMatchObject({ ok: true });
    expect(expiresOnTimestamp - Date.now()).toBeGreaterThan(23 * 3_600_000);
  });

  test('grants Graph its permission, and takes it away', async () => {
    const roles = async () => {
      const url = `${identity.endpoint}?api-version=2019-08-01&resource=${AUDIENCES.graph}`;
      const response = await fetch(url, { headers: { 'x-identity-header': identity.header } });
      const body: { access_token: string } = JSON.parse(await response.text());
      return tokens.check(`Bearer ${body.access_token}`, AUDIENCES.graph);
    };
    expect(await roles()).toEqual({ ok: true, roles: ['PartnerBilling.Read.All'] });
    identity.grant.graphRoles = [];
    expect(await roles()).toEqual({ ok: true, roles: [] });
  });

  test.each([
    ['without its header', 401, '?api-version=2019-08-01&resource=x', ''],
    ['with a wrong header', 401, '?api-version=2019-08-01&resource=x', 'wrong'],
    ['in another version', 400, '?api-version=2017-09-01&resource=x', undefined],
    ['for nothing', 400, '?api-version=2019-08-01', undefined],
    ['elsewhere', 404, '/x', undefined],
  ])('refuses a request %s', async (_how, status, query, header = identity.header) => {
    const response = await fetch(identity.endpoint + query, { headers: { 'x-identity-header': header } });
    expect(response.status).toBe(status);
  });

  test('can fail', async () => {
    identity.faults.add({
      on: 'token',
      times: Number.POSITIVE_INFINITY,
      answer: { status: 400, message: 'no identity here' },
    });
    // Another resource than above: the SDK caches tokens for the whole process.
    await expect(tokenFor('https://vault.azure.net')).rejects.toThrow('ManagedIdentityCredential');
  });
});

describe('the Event Grid topic', () => {
  let topic: EventGridSimulator;
  const heard: ReceivedEvent[] = [];
  beforeAll(async () => {
    topic = await startEventGridSimulator({ certificate, tokens, onEvent: (event) => void heard.push(event) });
  });
  afterAll(() => topic.stop());

  const EVENT = { id: '1', source: '/here', type: 'Tried', subject: 'it', data: { a: 1 } };
  const publish = () =>
    new EventGridPublisherClient(topic.endpoint, 'CloudEvent', new DefaultAzureCredential(), {
      retryOptions: { maxRetries: 0 },
    }).send([EVENT]);

  test('takes what the SDK publishes, and tells its listener', async () => {
    await publish();
    expect(topic.events).toEqual([expect.objectContaining({ ...EVENT, specversion: '1.0' })]);
    expect(heard).toEqual(topic.events);
  });

  test('can be down', async () => {
    topic.faults.add({ on: 'publish', answer: { status: 503 } });
    await expect(publish()).rejects.toMatchObject({ statusCode: 503 });
  });

  const VALID = { specversion: '1.0', ...EVENT };
  test.each<[string, number, unknown, Record<string, string>]>([
    ['is right', 200, [VALID], {}],
    ['is no JSON', 400, '[', {}],
    ['is no batch', 400, VALID, {}],
    ['has another version', 400, [{ ...VALID, specversion: '0.3' }], {}],
    ['has no id', 400, [{ ...VALID, id: '' }], {}],
    ['has no type', 400, [{ ...VALID, type: undefined }], {}],
    ['has a time that is none', 400, [{ ...VALID, time: 'today' }], {}],
    ['has a name in capitals', 400, [{ ...VALID, traceParent: 'x' }], {}],
    ['has data twice', 400, [{ ...VALID, data_base64: 'AA==' }], {}],
    ['is of the other schema', 415, [VALID], { 'content-type': 'application/json' }],
    [
      'has a token of Graph',
      401,
      [VALID],
      { authorization: `Bearer ${tokens.mint({ audience: AUDIENCES.graph, lifetimeSeconds: 9 }).token}` },
    ],
    ['is too large', 413, [{ ...VALID, data: 'x'.repeat(1024 * 1024) }], {}],
  ])('answers an event that %s with %i', async (_what, status, body, headers) => {
    const { token } = tokens.mint({ audience: AUDIENCES.eventGrid, lifetimeSeconds: 60 });
    const response = await fetch(`${topic.endpoint}?api-version=2018-01-01`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/cloudevents-batch+json; charset=utf-8',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    expect(response.status).toBe(status);
  });
});

describe('Partner Center', () => {
  let partnerCenter: PartnerCenterSimulator;
  afterEach(() => partnerCenter.stop());
  const start = async (options: Partial<PartnerCenterOptions> = {}) => {
    partnerCenter = await startPartnerCenterSimulator({ certificate, catalog, tokens, ...options });
  };
  interface InvoicePage {
    totalCount: number;
    items: { id: string }[];
    links: { next?: { uri: string } };
  }
  const get = async (path: string, audience: string = AUDIENCES.partnerCenter) => {
    const { token } = tokens.mint({ audience, lifetimeSeconds: 60 });
    const response = await fetch(partnerCenter.baseUrl + path, { headers: { authorization: `Bearer ${token}` } });
    const body: InvoicePage = JSON.parse(await response.text());
    return { status: response.status, headers: response.headers, body };
  };

  test('lists what the catalogue has, page by page', async () => {
    await start();
    const ids: string[] = [];
    let next: string | undefined = '/invoices?size=10';
    while (next !== undefined) {
      const { body } = await get(next);
      expect(body.totalCount).toBe(catalog.invoices().length);
      expect(body.items.length).toBeLessThanOrEqual(10);
      ids.push(...body.items.map(({ id }) => id));
      next = body.links.next?.uri;
    }
    expect(ids).toEqual(catalog.invoices().map(({ id }) => id));
  });

  test('shows a document as it is documented', async () => {
    await start();
    expect((await get('/invoices/G000900006')).body).toMatchObject({
      id: 'G000900006',
      invoiceDate: '2024-07-08T07:13:00Z',
      billingPeriodStartDate: '2024-06-01T00:00:00Z',
      billingPeriodEndDate: '2024-06-30T23:59:59Z',
      invoiceType: 'OneTime',
      documentType: 'AdjustmentNote',
      amendsOf: 'G000000006',
      currencyCode: 'EUR',
      invoiceDetails: [{ invoiceLineItemType: 'billing_line_items', billingProvider: 'one_time' }],
    });
    expect((await get('/invoices/D000000001')).body).toMatchObject({ invoiceType: 'Recurring' });
  });

  const throttled: Partial<PartnerCenterOptions> = {
    faults: [{ on: 'invoices', answer: { status: 429, retryAfter: { seconds: 2 } } }],
  };
  test.each<[string, number, string, string, Partial<PartnerCenterOptions>]>([
    ['a token of Graph', 401, '/invoices', AUDIENCES.graph, {}],
    ['an app that is not registered', 403, '/invoices', AUDIENCES.partnerCenter, { unregistered: true }],
    ['a size that is none', 400, '/invoices?size=all', AUDIENCES.partnerCenter, {}],
    ['an unknown invoice', 404, '/invoices/G999999999', AUDIENCES.partnerCenter, {}],
    ['another resource', 404, '/customers', AUDIENCES.partnerCenter, {}],
    ['too many calls', 429, '/invoices', AUDIENCES.partnerCenter, throttled],
  ])('refuses %s with %i', async (_what, status, path, audience, options) => {
    await start(options);
    const answer = await get(path, audience);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe(status === 429 ? '2' : null);
  });

  test.each([
    ['snake', 'one_time', 'invoice'],
    ['upper', 'ONETIME', 'INVOICE'],
  ] as const)('can spell its words in %s case', async (spelling, invoiceType, documentType) => {
    await start({ spelling });
    expect((await get('/invoices/G000000001')).body).toMatchObject({ invoiceType, documentType });
  });
});
