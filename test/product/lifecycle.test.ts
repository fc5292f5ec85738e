import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { type Product, startProduct } from '../support/product.ts';

const small = { files: 3, unpackedBytes: 20_000, members: 1 };

describe('runs of one export', () => {
  let product: Product;
  let invoice = 0;
  let request: { kind: string; invoiceId: string };

  beforeAll(async () => {
    product = await startProduct({ scenario: { data: small } });
  });
  afterAll(() => product?.stop());
  beforeEach(() => {
    invoice++;
    request = { kind: 'billedUsage', invoiceId: `G${String(invoice).padStart(9, '0')}` };
    product.stack.graph.faults.clear();
    product.stack.eventGrid.faults.clear();
    product.stack.graph.scenario = { data: small };
    product.stack.eventGrid.events.length = 0;
    product.stack.graph.requests.length = 0;
  });

  const posts = () => product.stack.graph.requests.filter(({ method }) => method === 'POST').length;
  const events = () => product.stack.eventGrid.events;
  const text = async (path: string) => (await product.container.getBlobClient(path).downloadToBuffer()).toString();
  const latest = async () =>
    JSON.parse(await text(`billed-usage/invoice=${request.invoiceId}/attributes=full/_latest.json`));

  /** Every blob below the export, with its bytes and when it was last written. */
  async function landing(): Promise<Map<string, { bytes: string; lastModified: number }>> {
    const found = new Map<string, { bytes: string; lastModified: number }>();
    for await (const { name, properties } of product.container.listBlobsFlat({
      prefix: `billed-usage/invoice=${request.invoiceId}/`,
    })) {
      found.set(name, { bytes: await text(name), lastModified: properties.lastModified.getTime() });
    }
    return found;
  }

  test('two starts at the same time are one operation at Graph', async () => {
    const [a, b] = await Promise.all([
      product.call('POST', 'api/exports', request),
      product.call('POST', 'api/exports', request),
    ]);
    expect([a.status, b.status]).toEqual([202, 202]);
    const body = await product.untilEnded((a.body as ExportBody).id);
    expect(body.status).toBe('completed');
    expect(posts()).toBe(1);
    expect(events()).toHaveLength(1);
  });

  test.each([
    ['GET', 'api/invoices', undefined],
    ['GET', 'api/invoices/G000000001', undefined],
    ['GET', 'api/months', undefined],
    ['GET', 'api/costs?month=2026-10&currency=EUR', undefined],
    ['POST', 'api/analyses', { all: true }],
    ['POST', 'api/analyses', { all: true, dryRun: true }],
  ])('where nothing is analysed %s /%s says so', async (method, path, body) => {
    expect(await product.call(method, path, body)).toMatchObject({ status: 409, body: { code: 'AnalysisOff' } });
  });

  test('the same data again is unchanged, and costs two calls and no copy', async () => {
    const first = await product.export(request);
    const before = await landing();
    product.stack.graph.requests.length = 0;
    product.stack.graph.scenario = { data: small, polls: [] };
    const second = await product.export(request);
    expect(second).toMatchObject({ status: 'unchanged', result: first.result });
    expect(await landing()).toEqual(before);
    expect(product.stack.graph.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(events()).toHaveLength(1);
  });

  test('a restatement is a new version, and an older snapshot that comes later does not turn latest back', async () => {
    const first = await product.export(request);
    product.stack.graph.scenario = { data: small, revision: 2 };
    const third = await product.export(request);
    expect(third.status).toBe('completed');
    expect(third.result?.version).not.toBe(first.result?.version);
    expect((await latest()).version).toBe(third.result?.version);

    product.stack.graph.scenario = { data: small, revision: 1 };
    const second = await product.export(request);
    expect(second.status).toBe('completed');
    expect((await latest()).version).toBe(third.result?.version);
    const versions = [first, second, third].map(({ result }) => result?.version ?? '');
    expect([...versions].sort()).toEqual(versions);
  });

  test('a forced run copies every file again: the same bytes, another run', async () => {
    const first = await product.export(request);
    const before = await landing();
    const forced = await product.export({ ...request, force: true });
    expect(forced).toMatchObject({ status: 'completed', result: first.result });
    const after = await landing();
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, { bytes }] of after) {
      if (!name.endsWith('_manifest.json')) expect(bytes).toBe(before.get(name)?.bytes);
    }
    const [one, two] = [before, after].map((found) => JSON.parse(found.get(first.result?.manifest ?? '')?.bytes ?? ''));
    expect(two.run.id).not.toBe(one.run.id);
    expect({ ...two, run: 0, source: { ...two.source, operationId: 0 } }).toEqual({
      ...one,
      run: 0,
      source: { ...one.source, operationId: 0 },
    });
  });

  test('force is refused beside a run that is not forced', async () => {
    product.stack.graph.scenario = { data: small, retryAfter: { seconds: 3_000 } };
    product.stack.graph.faults.add({ on: 'export', answer: { delayMs: 500 } });
    await product.call('POST', 'api/exports', request);
    const forced = await product.call('POST', 'api/exports', { ...request, force: true });
    expect(forced).toMatchObject({ status: 409, body: { code: 'ExportRunning' } });
    await product.untilEnded(`billed-usage-${request.invoiceId}-full`);
  });

  test('a cancelled run shows nothing, and the next one completes', async () => {
    product.stack.graph.faults.add({ on: 'operation', times: 1, answer: { delayMs: 1_500 } });
    const { body } = await product.call('POST', 'api/exports', request);
    const { id } = body as ExportBody;
    await new Promise((resolve) => setTimeout(resolve, 500));
    const cancelled = await product.call('POST', `api/exports/${id}/cancel`);
    expect(cancelled).toMatchObject({ status: 202, body: { status: 'cancelled', error: null } });
    expect((await landing()).size).toBe(0);
    expect(events()).toHaveLength(0);
    expect(await product.call('POST', `api/exports/${id}/cancel`)).toMatchObject({ status: 202 });

    expect(await product.export(request)).toMatchObject({ status: 'completed' });
    expect(await product.call('POST', `api/exports/${id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'ExportEnded' },
    });
  });

  test('a topic that is down leaves a warning, and the next run delivers the same event', async () => {
    product.stack.eventGrid.faults.add({ on: 'publish', times: Number.POSITIVE_INFINITY, answer: { status: 503 } });
    const first = await product.export(request);
    expect(first).toMatchObject({ status: 'completed', warnings: [{ code: 'EventNotDelivered' }] });
    expect(events()).toHaveLength(0);

    product.stack.eventGrid.faults.clear();
    const second = await product.export(request);
    expect(second).toMatchObject({ status: 'completed', warnings: [], result: first.result });
    expect(events()).toHaveLength(1);
    expect(await product.export(request)).toMatchObject({ status: 'unchanged' });
    expect(events()).toHaveLength(1);
  });

  test('a topic that is down for a moment is tried again, and told once', async () => {
    product.stack.eventGrid.faults.add({ on: 'publish', times: 3, answer: { status: 500 } });
    expect(await product.export(request)).toMatchObject({ status: 'completed', warnings: [] });
    expect(events()).toHaveLength(1);
  });

  test('what a run left behind that died after its commit is mended by the next one', async () => {
    const first = await product.export(request);
    const path = `billed-usage/invoice=${request.invoiceId}/attributes=full/_latest.json`;
    await product.container.getBlobClient(path).delete();
    const second = await product.export(request);
    expect(second).toMatchObject({ status: 'completed', result: first.result });
    expect((await latest()).version).toBe(first.result?.version);
  });
});
