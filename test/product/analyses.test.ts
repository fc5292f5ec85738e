import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AnalysesBody } from '../../shared/api/analysesBody.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { exportIdOf } from '../../shared/export/exportId.ts';
import type { ExportSubject } from '../../shared/export/request.ts';
import { exportFolder, latestPath, manifestPath, versionFolder } from '../../shared/landing/layout.ts';
import { type Product, startProduct } from '../support/product.ts';

const INVOICES = 20;
const VERSION = '20201001T053000Z-1f0c9a7e';

const subjects: ExportSubject[] = Array.from({ length: INVOICES }, (_, index) => ({
  kind: index % 2 === 0 ? 'billedUsage' : 'billedReconciliation',
  invoiceId: `G${String(index + 1).padStart(9, '0')}`,
  attributeSet: 'full',
}));

describe('a landing of 1.0', () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({ settings: { ANALYSIS: 'on' } });
    await product.container.createIfNotExists();
    await Promise.all(subjects.map(land));
  });
  afterAll(() => product?.stop());

  const put = (path: string, text: string) =>
    product.container.getBlockBlobClient(path).upload(text, Buffer.byteLength(text));

  /** As 1.0 left it: raw files, a manifest and `_latest.json`, and nothing else. */
  async function land(subject: ExportSubject): Promise<void> {
    const parent = exportFolder('', subject);
    const folder = versionFolder(parent, VERSION);
    const amount = subject.kind === 'billedUsage' ? 'BillingPreTaxTotal' : 'Total';
    const text = `{"CustomerId":"c","${amount}":1.25}\n{"CustomerId":"d","${amount}":2}\n`;
    const source = { name: 'f.json.gz', bytes: 1, eTag: 'e', sha256: 'ab' };
    const createdDateTime = '2020-10-01T05:30:00Z';
    const manifest = {
      schemaVersion: 1,
      export: { id: exportIdOf(subject), ...subject },
      source: {
        operationId: 'op',
        manifestId: 'm',
        eTag: 'e',
        createdDateTime,
        schemaVersion: '2',
        dataFormat: 'compressedJSON',
        partitionType: 'default',
        partnerTenantId: 't',
        blobCount: 1,
      },
      files: [
        { name: 'f.json', partitionValue: 'default', bytes: Buffer.byteLength(text), lines: 2, crc32: '0', source },
      ],
      totals: { files: 1, bytes: Buffer.byteLength(text), lines: 2 },
      run: {
        id: 'r',
        startedAt: createdDateTime,
        committedAt: createdDateTime,
        producer: 'partner-billing-export/1.0.0',
      },
    };
    const path = manifestPath(folder);
    await put(`${folder}f.json`, text);
    await put(path, JSON.stringify(manifest));
    const latest = { schemaVersion: 1, version: VERSION, manifest: path, eTag: 'e', createdDateTime };
    await put(latestPath(parent), JSON.stringify(latest));
  }

  async function untilEnded(id: string): Promise<AnalysesBody> {
    for (;;) {
      const body: AnalysesBody = (await product.call('GET', `api/analyses/${id}`)).body;
      if (body.endedAt !== null) return body;
      await product.clock.advance(5_000);
    }
  }

  test('is measured before anything is started', async () => {
    const { status, body } = await product.call('POST', 'api/analyses', { all: true, dryRun: true });
    expect(status).toBe(200);
    const { value }: { value: { id: string; lines: number; bytes: number }[] } = body;
    expect(value.map(({ id }) => id)).toEqual(subjects.map(exportIdOf).sort());
    expect(value.every(({ lines }) => lines === 2)).toBe(true);
  });

  test('becomes tables by one call, without a call to Microsoft', async () => {
    product.stack.graph.requests.length = 0;
    const { status, body, headers } = await product.call('POST', 'api/analyses', { all: true });
    const { id }: AnalysesBody = body;
    expect([status, headers.get('location')?.endsWith(`/api/analyses/${id}`)]).toEqual([202, true]);
    // The same request joins.
    expect((await product.call('POST', 'api/analyses', { all: true })).body).toMatchObject({ id });
    const ended = await untilEnded(id);
    expect(ended).toMatchObject({ status: 'completed', failed: [], refused: [] });
    expect(ended.progress).toEqual({ exportsDone: INVOICES, exportsTotal: INVOICES });
    expect(product.stack.graph.requests).toEqual([]);

    const tables = new Map<string, number>();
    for await (const { name } of product.container.listBlobsFlat({ prefix: 'tables/' })) {
      const table = name.split('/')[1] ?? '';
      if (name.includes('/part-')) tables.set(table, (tables.get(table) ?? 0) + 1);
    }
    expect(Object.fromEntries(tables)).toEqual({
      billed_usage: INVOICES / 2,
      billed_reconciliation: INVOICES / 2,
    });
    const analysed = product.stack.eventGrid.events.filter(({ type }) => type.endsWith('.Analysed'));
    expect(analysed.map(({ subject }) => subject).sort()).toEqual(subjects.map(exportIdOf).sort());
  });

  test.each([
    [{ exports: ['billed-usage-G999999999-full'] }, 400],
    [{ exports: [], all: true }, 400],
    [{ all: false }, 400],
    [{ from: '2026-01-01' }, 400],
    [{}, 400],
  ])('%j is refused', async (request, status) => {
    expect((await product.call('POST', 'api/analyses', request)).status).toBe(status);
  });

  test('has what it has not refused one by one', async () => {
    const [first] = subjects.map(exportIdOf);
    const { body } = await product.call('POST', 'api/analyses', {
      exports: [first, 'nobody', 'billed-usage-G999999999-full'],
    });
    const { id, refused }: AnalysesBody = body;
    expect(refused.map(({ id: one, code }) => [one, code])).toEqual([
      ['nobody', 'NotLanded'],
      ['billed-usage-G999999999-full', 'NotLanded'],
    ]);
    expect(await untilEnded(id)).toMatchObject({ status: 'completed', progress: { exportsDone: 1 } });
  });

  test('is not analysed any further once that was cancelled', async () => {
    const { body } = await product.call('POST', 'api/analyses', { exports: subjects.slice(0, 6).map(exportIdOf) });
    const { id }: AnalysesBody = body;
    await product.call('POST', `api/analyses/${id}/cancel`);
    expect((await untilEnded(id)).status).toBe('cancelled');
    expect((await product.call('POST', 'api/analyses/nobody/cancel')).status).toBe(404);
    expect((await product.call('GET', 'api/analyses/analyses-000000000000000000000000')).status).toBe(404);
  });

  test('is restated by the next run, which says what changed', async () => {
    const body: ExportBody = await product.export({ kind: 'billedUsage', invoiceId: 'G000000001' });
    // The simulated service has other data of this invoice.
    expect(body).toMatchObject({ status: 'completed', analysis: { state: 'done', changes: expect.any(String) } });
  });
});
