import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Product, startProduct } from '../support/product.ts';
import { invoiceId, manyInvoices } from './support/invoices.ts';

let product: Product;

beforeAll(async () => {
  product = await startProduct({
    catalog: manyInvoices(2),
    scenario: { polls: [], data: { files: 1, unpackedBytes: 1_000, members: 1 } },
    rowLagMs: 5_000,
  });
});
afterAll(() => product?.stop());

// The first one finds no row at all, the others that of the run before.
test.each([
  ['no row yet', {}, 'completed'],
  ['the row of an ended run', {}, 'unchanged'],
  ['the row of an ended run, by force', { force: true }, 'completed'],
])('a run whose first activity sees %s goes on', async (_, more, status) => {
  await product.clock.advance(60_000);
  const { body } = await product.call('POST', 'api/exports', {
    kind: 'billedUsage',
    invoiceId: invoiceId(1),
    ...more,
  });
  const { id } = body as { id: string };
  await product.clock.advance(30_000);
  expect(await product.untilEnded(id)).toMatchObject({ status, error: null });
});
