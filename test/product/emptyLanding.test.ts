import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Product, startProduct } from '../support/product.ts';

let product: Product;

beforeAll(async () => {
  product = await startProduct({ settings: { ANALYSIS: 'on' } });
});
afterAll(() => product.stop());

test.each(['api/invoices', 'api/months', 'api/exports', 'api/costs?month=2026-10&currency=EUR'])(
  'a new installation answers %s with an empty list',
  async (path) => {
    expect(await product.call('GET', path)).toMatchObject({ status: 200, body: { value: [] } });
  },
);

test('a list without parameters does not answer a filter that it would ignore', async () => {
  expect(await product.call('GET', 'api/months?currency=EUR')).toMatchObject({
    status: 400,
    body: { code: 'InvalidRequest', errors: [{ path: 'currency', message: expect.stringContaining('unknown') }] },
  });
  expect(await product.call('GET', 'api/months?code=key')).toMatchObject({ status: 200 });
});
