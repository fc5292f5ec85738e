import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Product, startProduct } from '../support/product.ts';

const small = { files: 1, unpackedBytes: 1_000, members: 1 };
const HOUR_MS = 3_600_000;

let product: Product;

beforeAll(async () => {
  product = await startProduct({ scenario: { data: small } });
});
afterAll(() => product?.stop());

test('a running operation that asks to be left alone for years is given up at its deadline', async () => {
  product.stack.graph.scenario = { data: small, ending: { outcome: 'never' }, retryAfter: { seconds: 999_999_999 } };
  const startedMs = product.clock.now().getTime();
  const request = { kind: 'billedUsage', invoiceId: 'G000000001' };
  const { body } = await product.call('POST', 'api/exports', request);
  const { id } = body as { id: string };
  for (let hour = 0; hour < 6; hour++) await product.clock.advance(HOUR_MS);
  const found = await product.call('GET', `api/exports/${id}`);
  expect(found.body).toMatchObject({ status: 'failed', error: { code: 'OperationTimedOut' } });
  const { endedAt } = found.body as { endedAt: string };
  // Two operations of two hours each, and the pause between them.
  expect(Date.parse(endedAt) - startedMs).toBeGreaterThan(4 * HOUR_MS);
});
