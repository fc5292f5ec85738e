import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ScenarioChanges } from '../../local/simulators/graph/scenario.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { type Product, startProduct } from '../support/product.ts';
import { expectExactVersion } from './support/exactness.ts';
import { fillHub } from './support/fillHub.ts';
import { invoiceId, manyInvoices } from './support/invoices.ts';
import { createLatencies } from './support/latency.ts';

/** The whole of it, with 20,000 and a process of its own, is `test/long/overload.ts`. */
const INSTANCES = 1_800;
const STARTS = 200;
const COPIES = 50;
const MOST_MS = 1_000;
/** Each read of the source takes so long, so that there is something to see. */
const SLOW_MS = 150;
const DAY_MS = 86_400_000;

const waiting: ScenarioChanges = {
  polls: [],
  ending: { outcome: 'never' },
  data: { files: 1, unpackedBytes: 1_000, members: 1 },
};
const copying: ScenarioChanges = { polls: [], data: { files: 3, unpackedBytes: 2_000, members: 1 } };

describe('with a full task hub', () => {
  let product: Product;
  let ended: string[];

  beforeAll(async () => {
    product = await startProduct({
      wire: true,
      catalog: manyInvoices(2 * STARTS + COPIES),
      settings: { HISTORY_RETENTION_DAYS: '90' },
    });
    await product.killHost();
    const everyMs = (100 * DAY_MS) / (INSTANCES / 3);
    ended = fillHub(join(product.dataDir, 'host'), { instances: INSTANCES, newest: product.clock.now(), everyMs });
    await product.restartHost();
  }, 180_000);
  afterAll(() => product?.stop());

  const start = (n: number) => product.call('POST', 'api/exports', { kind: 'billedUsage', invoiceId: invoiceId(n) });
  const idOf = (n: number) => `billed-usage-${invoiceId(n)}-full`;
  const posts = () => product.stack.graph.requests.filter(({ method }) => method === 'POST').length;
  const look = async (id: string): Promise<ExportBody> => (await product.call('GET', `api/exports/${id}`)).body;

  test(`${COPIES} exports run: the API answers in less than a second, and every byte lands`, async () => {
    product.stack.graph.scenario = copying;
    const numbers = Array.from({ length: COPIES }, (_, index) => index + 1);
    const latencies = createLatencies();
    await Promise.all(numbers.map(start));
    product.wire.storageFault = async ({ call }) => {
      if (call === 'sourceGet') await sleep(SLOW_MS);
      return false;
    };
    let isDone = false;
    const work = product.clock.advance(5 * 60_000).then(() => {
      isDone = true;
    });
    let copies = 0;
    for (let round = 0; !isDone; round++) {
      await latencies.time('GET /api/exports', () => product.call('GET', 'api/exports?top=20'));
      await latencies.time('GET /api/exports of few', () => product.call('GET', 'api/exports?status=failed'));
      await latencies.time('GET of an ended one', () => look(ended[round % ended.length] ?? ''));
      for (let more = 0; more < 5; more++) {
        const body = await latencies.time('GET of a started one', () => look(idOf(1 + ((5 * round + more) % COPIES))));
        if (body.phase === 'copying') copies++;
      }
      // The clock moves on only while nobody asks.
      await sleep(50);
    }
    await work;

    console.log(latencies.lines.join('\n'));
    expect(copies).toBeGreaterThan(0);
    // The median: other tests run beside this one. The slowest is judged by the long form.
    expect(latencies.worstMedianMs).toBeLessThan(MOST_MS);
    expect(posts()).toBe(COPIES);
    for (const n of numbers) {
      expect(await look(idOf(n))).toMatchObject({ status: 'completed', warnings: [] });
      const folder = `billed-usage/invoice=${invoiceId(n)}/attributes=full/`;
      await expectExactVersion(product.container, folder, product.stack.graph.snapshotOf);
    }
  }, 180_000);

  test(`${STARTS} starts at once: of different exports none is lost, of one there is one operation`, async () => {
    product.wire.storageFault = undefined;
    product.stack.graph.scenario = waiting;
    product.stack.graph.requests.length = 0;
    const one = COPIES + 1;
    const same = await Promise.all(Array.from({ length: STARTS }, () => start(one)));
    const numbers = Array.from({ length: STARTS }, (_, index) => one + 1 + index);
    const different = await Promise.all(numbers.map(start));
    expect([...same, ...different].filter(({ status }) => status !== 202)).toEqual([]);

    await product.clock.advance(15_000);
    const bodies = await Promise.all([one, ...numbers].map((n) => look(idOf(n))));
    expect(bodies.filter(({ status, phase }) => status !== 'running' || phase !== 'waiting')).toEqual([]);
    expect(posts()).toBe(STARTS + 1);
  }, 180_000);

  test('the list has every export once, and the purge takes the old ones only', async () => {
    const leaf = async () => {
      const ids: string[] = [];
      for (let next: string | undefined = 'api/exports?top=500'; next !== undefined; ) {
        const { body } = await product.call('GET', next);
        const page: { value: ExportBody[]; nextLink?: string } = body;
        ids.push(...page.value.map(({ id }) => id));
        next = page.nextLink?.replace(/^https?:\/\/[^/]+\//, '');
      }
      return ids;
    };
    const own = Array.from({ length: COPIES + 1 + STARTS }, (_, index) => idOf(index + 1));
    expect((await leaf()).sort()).toEqual([...ended, ...own].sort());

    await product.call('POST', 'admin/functions/purgeHistory', {});
    // Listings of the last seconds are held.
    await product.clock.advance(10_000);
    const left = new Set(await leaf());
    const kept = ended.filter((id) => left.has(id)).length;
    expect(kept).toBe(ended.findIndex((id) => !left.has(id)));
    expect(kept / ended.length).toBeCloseTo(0.9, 2);
    expect(own.filter((id) => !left.has(id))).toEqual([]);
  }, 180_000);
});
