import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BackfillBody } from '../../shared/api/backfillBody.ts';
import { invoiceId, manyInvoices } from '../reliability/support/invoices.ts';
import { type Product, startProduct } from '../support/product.ts';

let product: Product;

beforeAll(async () => {
  product = await startProduct({
    catalog: manyInvoices(12),
    settings: { INVOICE_EXPORTS: 'billedUsage' },
    // Each operation runs for some polls, so that four exports are under way when the backfill is cancelled.
    scenario: {
      polls: ['running', 'running', 'running'],
      data: { files: 1, unpackedBytes: 1_000, members: 1 },
    },
  });
});
afterAll(() => product?.stop());

const statusesOf = ({ exports }: BackfillBody) => {
  const counts: Record<string, number> = {};
  for (const { status } of exports) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

test('a backfill that is cancelled starts nothing more, and what runs goes on', async () => {
  const invoiceIds = Array.from({ length: 12 }, (_, n) => invoiceId(n + 1));
  const { body: started } = await product.call('POST', 'api/backfills', { invoiceIds });
  const { id } = started as { id: string };
  const look = async () => (await product.call('GET', `api/backfills/${id}`)).body as BackfillBody;
  const isUnderWay = ({ exports }: BackfillBody) => exports.filter(({ status }) => status === 'running').length === 4;
  let seen = await look();
  while (!isUnderWay(seen)) {
    await product.clock.advance(5_000);
    seen = await look();
  }
  expect(statusesOf(seen)).toEqual({ running: 4, queued: 8 });
  const promised = seen.exports.find(({ status }) => status === 'queued')?.id;
  expect((await product.call('GET', `api/exports/${promised}`)).body).toMatchObject({ status: 'queued' });
  expect(await product.call('POST', `api/exports/${promised}/cancel`)).toMatchObject({
    status: 409,
    body: { code: 'ExportPromised' },
  });

  expect(await product.call('POST', `api/backfills/${id}/cancel`)).toMatchObject({
    status: 202,
    body: { status: 'cancelled' },
  });
  expect((await product.call('GET', `api/exports/${promised}`)).status).toBe(404);
  for (let minutes = 0; minutes < 30; minutes++) await product.clock.advance(60_000);
  expect(await look()).toMatchObject({ id, status: 'cancelled' });
  expect(statusesOf(await look())).toEqual({ completed: 4, cancelled: 8 });
  expect((await product.call('POST', `api/backfills/${id}/cancel`)).status).toBe(202);
}, 60_000);
