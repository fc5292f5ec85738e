import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { type Product, startProduct } from '../support/product.ts';

const small = { files: 3, unpackedBytes: 20_000, members: 1 };

describe('a version that has landed', () => {
  let product: Product;
  let invoice = 0;
  let request: { kind: string; invoiceId: string };
  let id: string;

  beforeAll(async () => {
    product = await startProduct({ scenario: { data: small }, settings: { ANALYSIS: 'on' } });
  });
  afterAll(() => product?.stop());
  beforeEach(() => {
    invoice++;
    request = { kind: 'billedUsage', invoiceId: `G${String(invoice).padStart(9, '0')}` };
    id = `billed-usage-${request.invoiceId}-full`;
    product.stack.graph.scenario = { data: small };
    product.stack.eventGrid.events.length = 0;
  });

  const eventTypes = () => product.stack.eventGrid.events.map(({ type }) => type.replace('PartnerBillingExport.', ''));
  const get = async () => (await product.call('GET', `api/exports/${id}`)).body as ExportBody;
  const json = async (path: string) =>
    JSON.parse((await product.container.getBlobClient(path).downloadToBuffer()).toString());

  async function blobs(prefix: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { name } of product.container.listBlobsFlat({ prefix })) found.push(name);
    return found;
  }

  test('is analysed by its run, after the event, and tells of it by one of its own', async () => {
    const body = await product.export(request);
    expect(body).toMatchObject({
      status: 'completed',
      warnings: [],
      analysis: { state: 'done', changes: null, driftTotal: 0 },
    });
    const { analysis } = body;
    if (!analysis || !('figures' in analysis)) throw new Error(JSON.stringify(analysis));
    const figures = await json(analysis.figures ?? '');
    expect(figures).toMatchObject({ version: body.result?.version, lines: body.result?.lines, sums: analysis.sums });
    expect(eventTypes()).toEqual(['Completed', 'Analysed']);
    // Nothing of what its activities handed to each other is left.
    expect(
      (await blobs('analysis/billed-usage')).filter(
        (name) => name.includes('/parts/') && name.includes(request.invoiceId),
      ),
    ).toEqual([]);
    expect(await json('analysis/_queue.json')).toEqual({ schemaVersion: 1, value: [] });
    expect(product.logLines.filter((line) => line.includes('"analysisEnded"')).at(-1)).toContain('"state":"done"');
  });

  test('and comes again unchanged is not analysed again', async () => {
    await product.export(request);
    const body = await product.export(request);
    expect(body).toMatchObject({ status: 'unchanged', analysis: { state: 'done' } });
    expect(eventTypes()).toEqual(['Completed', 'Analysed']);
  });

  test('in the place of another one says what changed', async () => {
    const first = await product.export(request);
    product.stack.graph.scenario = { data: small, revision: 2 };
    const body = await product.export(request);
    const { analysis } = body;
    if (!analysis || !('changes' in analysis)) throw new Error(JSON.stringify(analysis));
    expect(await json(analysis.changes ?? '')).toMatchObject({ from: first.result?.version, to: body.result?.version });
  });

  test('can be asked about while it is analysed, and its run cannot be forced then', async () => {
    await product.call('POST', 'api/exports', request);
    while ((await get()).phase !== 'analysing') await product.clock.advance(1_000);
    const body = await get();
    expect(body).toMatchObject({ status: 'running', phase: 'analysing', result: { files: 3 } });
    expect(['queued', 'running', 'done']).toContain(body.analysis?.state);
    expect((await product.call('POST', 'api/exports', { ...request, force: true })).status).toBe(409);
    expect((await product.call('POST', 'api/exports', request)).status).toBe(202);
    expect(await product.untilEnded(id)).toMatchObject({ status: 'completed', analysis: { state: 'done' } });
  });
});
