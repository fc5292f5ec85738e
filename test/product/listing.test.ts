import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { type Product, startProduct } from '../support/product.ts';

const DAY_MS = 24 * 3_600_000;

let product: Product;

beforeAll(async () => {
  product = await startProduct({
    start: new Date('2026-03-01T12:00:00Z'),
    scenario: { data: { files: 1, unpackedBytes: 1_000, members: 1 } },
    settings: { HISTORY_RETENTION_DAYS: '1' },
  });
});
afterAll(() => product?.stop());

test('an export that is purged while a listing is held is left out of it', async () => {
  const listed = async () => {
    const { status, body } = await product.call('GET', 'api/exports');
    return { status, ids: (body as { value?: ExportBody[] }).value?.map(({ id }) => id) };
  };
  await product.export({ kind: 'billedUsage', invoiceId: 'G000000001' });
  await product.clock.advance(1.2 * DAY_MS);
  await product.export({ kind: 'billedUsage', invoiceId: 'G000000002' });
  const [first, second] = ['billed-usage-G000000001-full', 'billed-usage-G000000002-full'];
  const before = await listed();
  // The clock stands still, so the scan of this listing is held.
  await fetch(`${product.host.url}/admin/functions/purgeHistory`, { method: 'POST', body: '{}' });
  while ((await product.call('GET', `api/exports/${first}`)).status !== 404)
    await new Promise((r) => setTimeout(r, 20));
  expect([before, await listed()]).toEqual([
    { status: 200, ids: [second, first] },
    { status: 200, ids: [second] },
  ]);
});
