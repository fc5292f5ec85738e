import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Product, startProduct } from '../support/product.ts';
import type { StorageCall, StorageRequest } from '../support/wire.ts';

const WAIT_SECONDS = 90;

let product: Product;
let invoices = 0;

beforeAll(async () => {
  const data = { files: 2, unpackedBytes: 2_000, members: 1 };
  product = await startProduct({ wire: true, scenario: { polls: [], data } });
});
afterAll(() => product?.stop());
beforeEach(() => {
  product.wire.storageFault = undefined;
});

const busy = ({ incoming, response }: StorageRequest) => {
  incoming.resume();
  response.writeHead(503, { 'retry-after': String(WAIT_SECONDS) }).end();
  return true;
};

/** Runs an export in which the first request of this kind is told to come back later; answers when each of them came. */
async function comings(call: StorageCall): Promise<number[]> {
  const atMs: number[] = [];
  product.wire.storageFault = (request) => {
    if (request.call !== call) return false;
    atMs.push(product.clock.now().getTime());
    return atMs.length === 1 && busy(request);
  };
  const body = await product.export({ kind: 'billedUsage', invoiceId: `G00000000${++invoices}` });
  expect(body).toMatchObject({ status: 'completed', warnings: [] });
  return atMs;
}

const outcomes = (step: string) =>
  product.logLines.filter((line) => line.includes(`"event":"${step}"`)).map((line) => JSON.parse(line).outcome);

test.each<[StorageCall, string]>([
  ['sourceGet', 'copyFile'],
  ['putFile', 'copyFile'],
  ['putManifest', 'commitVersion'],
  ['createContainer', 'planVersion'],
])(
  'a Retry-After of more than a minute at %s is waited out in a durable timer, and not in the activity',
  async (call, step) => {
    if (call === 'createContainer') await product.restartHost();
    product.logLines.length = 0;
    const [first = 0, ...others] = await comings(call);
    expect(outcomes(step)).toContain('wait');
    // The other file does not wait for this one.
    const again = others.filter((atMs) => atMs - first >= 60_000);
    expect(again.length).toBeGreaterThan(0);
    for (const atMs of again) expect(atMs - first).toBeGreaterThanOrEqual(WAIT_SECONDS * 1000);
  },
);

test('a topic that asks for more than the pauses between two tries is not knocked at earlier', async () => {
  const startedMs = product.clock.now().getTime();
  product.stack.eventGrid.faults.add({
    on: 'publish',
    answer: { status: 503, retryAfter: { seconds: WAIT_SECONDS } },
  });
  const before = product.stack.eventGrid.events.length;
  const body = await product.export({ kind: 'billedUsage', invoiceId: `G00000000${++invoices}` });
  expect(body).toMatchObject({ status: 'completed', warnings: [] });
  expect(product.stack.eventGrid.events.length - before).toBe(1);
  expect(Date.parse(body.endedAt ?? '') - startedMs).toBeGreaterThanOrEqual(WAIT_SECONDS * 1000);
});

test('a topic that asks for more than the patience of the run is given up', async () => {
  product.stack.eventGrid.faults.add({ on: 'publish', answer: { status: 503, retryAfter: { seconds: 86_400 } } });
  const before = product.stack.eventGrid.events.length;
  const body = await product.export({ kind: 'billedUsage', invoiceId: `G00000000${++invoices}` });
  expect(body).toMatchObject({ status: 'completed', warnings: [{ code: 'EventNotDelivered' }] });
  expect(product.stack.eventGrid.events.length).toBe(before);
});
