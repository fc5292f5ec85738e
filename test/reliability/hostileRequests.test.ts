import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { useServices } from '../../functions/services.ts';
import { getProgrammingModel, registeredFunctions } from '../../local/host/functionsCore.ts';
import { durableClientData } from '../../local/host/http/clientData.ts';
import type { Answer } from '../../local/host/http/exchange.ts';
import { streamHttpFunction } from '../../local/host/http/httpTrigger.ts';
import { compileRoutes, matchRoute, type Route } from '../../local/host/http/routes.ts';
import { streamPortOf } from '../../local/host/http/streamProxy.ts';
import { ERROR_CODES } from '../../shared/errors.ts';
import { noMetrics } from '../../shared/report/runMetrics.ts';
import { createServices } from '../../shared/services.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { fakeHttp } from '../support/fakeHttp.ts';
import { type FakeInstances, fakeInstances, instanceOf } from '../support/fakeInstances.ts';
import { createVirtualClock } from '../support/virtualClock.ts';
import { isBackfillRequest, isExportRequest, isListQuery, jsonOf } from './support/apiRules.ts';
import { backfillBodies, contentTypes, exportBodies, ids, queries } from './support/hostileBodies.ts';

/** What the routes take for the durable backend. */
const mockBackend: { instances: FakeInstances } = { instances: fakeInstances() };
jest.mock('../../shared/durable/instances.ts', () => ({
  ...jest.requireActual<object>('../../shared/durable/instances.ts'),
  durableInstances: () => mockBackend.instances,
}));

const ORIGIN = 'http://127.0.0.1:7071';
const INVOICE_DAY = '2026-11-07';
/** No answer is larger, whatever was sent: who asks pays for the bytes, not who answers. */
const LARGEST_ANSWER_BYTES = 256 * 1024;
const SLOWEST_ANSWER_MS = 5_000;

describe('hostile requests to the routes', () => {
  let routes: Route[] = [];
  let port = 0;
  let answered = new Map<string, number>();
  const logged: string[] = [];

  beforeAll(async () => {
    await import('../../functions/index.ts');
    const model = getProgrammingModel();
    port = (model && (await streamPortOf(model))) ?? 0;
    routes = compileRoutes([...registeredFunctions().values()]);
    const read = readSettings({ LANDING_STORAGE__blobServiceUri: 'https://a.blob.core.windows.net' });
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    const items = [{ id: 'G000000001', invoiceDate: `${INVOICE_DAY}T00:00:00Z` }];
    useServices(
      createServices(read.settings, {
        clock: createVirtualClock(),
        credential: { getToken: async () => ({ token: 'x', expiresOnTimestamp: 0 }) },
        httpClient: fakeHttp(() => ({ status: 200, body: { totalCount: 1, items } })),
        metrics: noMetrics,
      }),
    );
  });
  afterAll(() => useServices(undefined));
  beforeEach(() => {
    answered = new Map();
    logged.length = 0;
    mockBackend.instances = fakeInstances();
  });

  async function send(
    method: string,
    path: readonly string[],
    body: Buffer = Buffer.alloc(0),
    more: Sent = {},
  ): Promise<Answer> {
    const match = matchRoute(routes, method, path);
    if (!match) return { status: 404 };
    const url = new URL(`${ORIGIN}/api/${path.map((part) => encodeURIComponent(part.toWellFormed())).join('/')}`);
    for (const [name, value] of more.query ?? []) url.searchParams.append(name, value);
    const headers = more.contentType === undefined ? {} : { 'content-type': more.contentType };
    const startedMs = performance.now();
    const answer = await streamHttpFunction(port, {
      match,
      request: { method, url, headers, body },
      clientData: durableClientData(ORIGIN),
      log: ({ message }) => logged.push(message),
    });
    if (!answer) throw new Error('A route has thrown.');
    expect(performance.now() - startedMs).toBeLessThan(SLOWEST_ANSWER_MS);
    answered.set(String(answer.status), (answered.get(String(answer.status)) ?? 0) + 1);
    return answer;
  }

  interface Sent {
    contentType?: string;
    query?: readonly (readonly [string, string])[];
  }

  /** What holds for every answer. Answers its body. */
  function expectWellFormed(answer: Answer): Record<string, unknown> {
    expect(answer.status).toBeLessThan(500);
    for (const value of Object.values(answer.headers ?? {})) expect(String(value)).toMatch(/^[\x20-\x7e]*$/);
    const text = Buffer.from(answer.body ?? '').toString();
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LARGEST_ANSWER_BYTES);
    const body = JSON.parse(text);
    if (answer.status >= 400) {
      expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json' });
      expect(body).toMatchObject({ status: answer.status, title: expect.any(String), detail: expect.any(String) });
      expect(Object.keys(ERROR_CODES)).toContain(body.code);
      expect(body.type).toBe(`docs/errors.md#${body.code.toLowerCase()}`);
    }
    return body;
  }

  function expectRefused(answer: Answer): void {
    const body = expectWellFormed(answer);
    expect(['InvalidRequest', 'LegacyInvoice']).toContain(body.code);
    const errors = body.errors as { path: unknown; message: unknown }[];
    expect(errors.length).toBeGreaterThan(0);
    for (const { path, message } of errors) {
      expect([typeof path, typeof message]).toEqual(['string', 'string']);
      expect(message).not.toBe('');
    }
  }

  const wasBoth = () => {
    for (const kind of ['20', '40'])
      expect([...answered.keys()].filter((status) => status.startsWith(kind))).not.toEqual([]);
    expect(logged).toEqual([]);
  };

  test('exports: what is accepted is right by the plain rules, all else is refused', async () => {
    await fc.assert(
      fc.asyncProperty(exportBodies, contentTypes, async (body, contentType) => {
        mockBackend.instances = fakeInstances();
        const answer = await send('POST', ['exports'], body, { contentType });
        if (!isExportRequest(jsonOf(body))) {
          expectRefused(answer);
          expect(mockBackend.instances.byId.size).toBe(0);
          return;
        }
        const { id } = expectWellFormed(answer);
        expect(answer).toMatchObject({ status: 202, headers: { location: `${ORIGIN}/api/exports/${id}` } });
        expect([...mockBackend.instances.byId.keys()]).toEqual([id]);
        expect(id).toMatch(/^(un)?billed-(usage|reconciliation)-[A-Z0-9-]+-(full|basic)$/);
      }),
      { numRuns: 3_000 },
    );
    wasBoth();
  }, 60_000);

  test('backfills: what is accepted is right by the plain rules, all else is refused', async () => {
    const listed = (from: string, to: string) => from <= INVOICE_DAY && INVOICE_DAY <= to;
    await fc.assert(
      fc.asyncProperty(backfillBodies, contentTypes, async (body, contentType) => {
        mockBackend.instances = fakeInstances();
        const answer = await send('POST', ['backfills'], body, { contentType });
        const wanted = jsonOf(body);
        if (!isBackfillRequest(wanted, listed)) {
          expectRefused(answer);
          expect(mockBackend.instances.byId.size).toBe(0);
          return;
        }
        const { value } = expectWellFormed(answer);
        const { dryRun } = wanted as { dryRun?: boolean };
        expect(answer.status).toBe(dryRun ? 200 : 202);
        expect((value as unknown[]).length).toBeGreaterThan(0);
        expect(mockBackend.instances.byId.size).toBe(dryRun ? 0 : 1);
      }),
      { numRuns: 3_000 },
    );
    wasBoth();
  }, 60_000);

  test('lists: what is accepted is right by the plain rules, all else is refused', async () => {
    const known = [1, 2, 3].map((n) => instanceOf({ id: `billed-usage-G00000000${n}-full` }));
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        mockBackend.instances = strict(fakeInstances(...known));
        const answer = await send('GET', ['exports'], undefined, { query });
        const names = query.map(([name]) => name);
        const given = new Map(names.map((name) => [name, joined(query, name)]));
        if (isListQuery(given)) {
          expect(answer.status).toBe(200);
          expect(expectWellFormed(answer).value).toEqual(expect.any(Array));
        } else {
          expectRefused(answer);
        }
      }),
      { numRuns: 1_500 },
    );
    wasBoth();
  }, 60_000);

  test('ids: only those of exports lead anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(ids, fc.constantFrom('get', 'cancel', 'backfill'), async (id, what) => {
        mockBackend.instances = fakeInstances(
          instanceOf({ id: 'billed-usage-G000000001-full' }),
          instanceOf({ id: 'billed-usage-G000000002-full', runtimeStatus: 'Failed' }),
          instanceOf({ id: 'discovery-pass', orchestrator: 'discoveryPass' }),
          instanceOf({ id: 'billed-usage-G1-full~aaaaaaaa~1~wait', orchestrator: 'waitForOperation' }),
        );
        const path =
          what === 'backfill' ? ['backfills', id] : ['exports', id, ...(what === 'cancel' ? ['cancel'] : [])];
        const answer = await send(what === 'cancel' ? 'POST' : 'GET', path);
        const found = what !== 'backfill' && /^billed-usage-G00000000[12]-full$/.test(id) && !id.includes('\n');
        expectWellFormed(answer);
        if (!found) expect(answer.status).toBe(404);
        else expect(answer.status).toBe(what === 'get' ? 200 : id.includes('2') ? 409 : 202);
        const cancelled = found && what === 'cancel' && id.includes('1');
        expect(mockBackend.instances.terminated.includes('billed-usage-G000000001-full')).toBe(cancelled);
      }),
      { numRuns: 1_000 },
    );
    wasBoth();
  }, 60_000);
});

/** The host joins the values of one name. */
function joined(query: readonly (readonly [string, string])[], name: string): string {
  const values = query
    .filter(([one]) => one.toWellFormed() === name.toWellFormed())
    .map(([, value]) => value.toWellFormed());
  return values.join(',');
}

/** The real backend writes the times that it is asked for into a URL. */
function strict(instances: FakeInstances): FakeInstances {
  const { list } = instances;
  return Object.assign(instances, {
    async list(created: Parameters<FakeInstances['list']>[0]) {
      created?.from?.toISOString();
      created?.to?.toISOString();
      return list.call(instances, created);
    },
  });
}
