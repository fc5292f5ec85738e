import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fillHub } from '../reliability/support/fillHub.ts';
import { invoiceId, manyInvoices } from '../reliability/support/invoices.ts';
import { type Product, startProduct } from '../support/product.ts';

const DAY_MS = 24 * 3_600_000;
const INSTANCES = 20_000;
/**
 * What a caller who looks every few seconds may cost; measured as the quickest of three, on a machine with other work.
 */
const SLOWEST_MS = 200;

let product: Product;

beforeAll(async () => {
  product = await startProduct({
    catalog: manyInvoices(3),
    scenario: { data: { files: 1, unpackedBytes: 1_000, members: 1 } },
  });
  await product.killHost();
  const everyMs = (89 * DAY_MS) / (INSTANCES / 3);
  fillHub(join(product.dataDir, 'host'), { instances: INSTANCES, newest: product.clock.now(), everyMs });
  await product.restartHost();
}, 120_000);
afterAll(() => product?.stop());

test('with 20,000 ended instances every call but the list is answered from a few reads', async () => {
  const ended = await product.export({ kind: 'billedUsage', invoiceId: invoiceId(1) });
  const started = await product.call('POST', 'api/backfills', { invoiceIds: [invoiceId(2), invoiceId(3)] });
  const { id: backfillId } = started.body as { id: string };
  const times: Record<string, number> = {};
  const measure = async (name: string, call: () => Promise<{ status: number }>, status = 200) => {
    times[name] = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < 3; turn++) {
      const startedMs = performance.now();
      expect((await call()).status).toBe(status);
      times[name] = Math.min(times[name], performance.now() - startedMs);
      // What a process remembers for some seconds is forgotten.
      await product.clock.advance(10_000);
    }
  };
  await measure('an ended export', () => product.call('GET', `api/exports/${ended.id}`));
  await measure('an unknown export', () => product.call('GET', 'api/exports/billed-usage-G99-full'), 404);
  await measure('a backfill', () => product.call('GET', `api/backfills/${backfillId}`));
  await measure('a start', () => product.call('POST', 'api/exports', ended.request), 202);
  await measure('health', () => product.call('GET', 'api/health'));
  expect(Object.entries(times).filter(([, ms]) => ms >= SLOWEST_MS)).toEqual([]);
}, 60_000);
