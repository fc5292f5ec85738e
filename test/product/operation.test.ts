import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { registeredFunctions } from '../../local/host/functionsCore.ts';
import { type Product, startProduct } from '../support/product.ts';

const DAY_MS = 24 * 3_600_000;
const SECOND_MS = 1_000;

describe('an export over time', () => {
  let product: Product;
  const tiny = { files: 1, unpackedBytes: 2_000, members: 1 };
  const nowMs = () => product.clock.now().getTime();
  const posts = () => product.stack.graph.requests.filter(({ method }) => method === 'POST').length;

  beforeAll(async () => {
    // Far from New Year, when the discovery of this test fires.
    product = await startProduct({ start: new Date('2026-03-01T00:00:00Z'), scenario: { data: tiny } });
  });
  afterAll(() => product?.stop());

  test('250 files are copied by six inner orchestrations', async () => {
    product.stack.graph.scenario = { data: { files: 250, unpackedBytes: 1_000, members: 1 } };
    const body = await product.export({ kind: 'billedUsage', invoiceId: 'G000000001' });
    expect(body).toMatchObject({ status: 'completed', result: { files: 250 } });
    const copies = product.logLines.filter((line) => line.includes('"event":"copyFile"'));
    expect(copies).toHaveLength(250);
    const lanes = product.logLines.filter((line) => line.includes('"event":"listNames"'));
    expect(lanes).toHaveLength(6);
    product.stack.graph.scenario = { data: tiny };
  }, 60_000);

  test('a lost operation is submitted anew after 30 seconds, then after 60, and not a fourth time', async () => {
    product.stack.graph.faults.add({ on: 'operation', times: Number.POSITIVE_INFINITY, answer: { status: 410 } });
    const [startedMs, before] = [nowMs(), posts()];
    await product.export({ kind: 'billedUsage', invoiceId: 'G000000002' });
    product.stack.graph.faults.clear();
    expect(posts() - before).toBe(3);
    expect(nowMs() - startedMs).toBeGreaterThanOrEqual(90 * SECOND_MS);
  });

  test('an operation that is not known yet is asked again for two minutes before it counts as lost', async () => {
    product.stack.graph.faults.add({ on: 'operation', times: 4, answer: { status: 404 } });
    const before = posts();
    const body = await product.export({ kind: 'billedUsage', invoiceId: 'G000000003' });
    expect({ status: body.status, posts: posts() - before }).toEqual({ status: 'completed', posts: 1 });
  });

  test('Retry-After is never cut short', async () => {
    product.stack.graph.scenario = { data: tiny, retryAfter: { seconds: 45 }, polls: ['running'] };
    const startedMs = nowMs();
    await product.export({ kind: 'billedUsage', invoiceId: 'G000000004' });
    // After the POST, and after the poll that says `running`.
    expect(nowMs() - startedMs).toBeGreaterThanOrEqual(90 * SECOND_MS);
    product.stack.graph.scenario = { data: tiny };
  });

  test('each run that ended is one log line with its figures', async () => {
    const body = await product.export({ kind: 'billedReconciliation', invoiceId: 'G000000005' });
    const line = product.logLines.find((one) => one.includes('"event":"runEnded"') && one.includes(body.id));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      kind: 'billedReconciliation',
      status: 'completed',
      files: 1,
      lines: body.result?.lines,
      bytes: body.result?.bytes,
      quiet: false,
    });
  });

  test('health names each service, and fails without a token', async () => {
    const healthy = await product.call('GET', 'api/health');
    expect(healthy).toMatchObject({
      status: 200,
      body: {
        ok: true,
        checks: { settings: { ok: true }, landing: { ok: true }, graph: { ok: true }, events: { ok: true } },
      },
    });
    const names: string[] = [];
    for await (const { name } of product.container.listBlobsFlat()) names.push(name);
    expect(names.filter((name) => name.includes('health'))).toEqual([]);
  });

  test('the API describes itself', async () => {
    const { status, body } = await product.call('GET', 'api/openapi.json');
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: '3.1.0', servers: [{ url: `${product.host.url}/api` }] });
    const routes = [...registeredFunctions().values()]
      .flatMap(({ metadata }) => Object.values(metadata.bindings))
      .flatMap(({ type, route }) => (type === 'httpTrigger' ? [`/${route}`] : []));
    // The page and its own door to the same calls are no API for programs.
    const api = routes.filter((path) => !/^\/console(\/|$)/.test(path));
    expect(Object.keys((body as { paths: object }).paths).sort()).toEqual([...new Set(api)].sort());
    expect(routes).toEqual(expect.arrayContaining(api.map((path) => `/console${path}`)));
  });

  test('ended runs are forgotten after the retention, inner ones too; landed data stays', async () => {
    const { id, result } = await product.export({ kind: 'billedUsage', invoiceId: 'G000000006' });
    await product.clock.advance(89 * DAY_MS);
    expect(await product.call('GET', `api/exports/${id}`)).toMatchObject({ status: 200 });
    await product.clock.advance(3 * DAY_MS);
    expect(await product.call('GET', `api/exports/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'ExportNotFound' },
    });
    const { body } = await product.call('GET', 'runtime/webhooks/durabletask/instances/');
    expect(body).toEqual([]);
    expect(await product.container.getBlobClient(result?.manifest ?? '').exists()).toBe(true);
    expect(await product.export({ kind: 'billedUsage', invoiceId: 'G000000006' })).toMatchObject({
      status: 'unchanged',
    });
  });
});
