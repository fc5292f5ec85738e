import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Product, startProduct } from '../support/product.ts';
import { expectExactVersion } from './support/exactness.ts';
import { invoiceId, manyInvoices } from './support/invoices.ts';

const FILES = 40;
let product: Product;
let invoice = 0;

beforeAll(async () => {
  product = await startProduct({
    catalog: manyInvoices(8),
    scenario: { polls: ['running'], data: { files: FILES, unpackedBytes: 1_000, members: 1 } },
  });
});
afterAll(() => product?.stop());
beforeEach(() => {
  invoice++;
  product.stack.eventGrid.events.length = 0;
  product.logLines.length = 0;
});

// Which turn of which orchestration, and how many runs it takes.
test.each<[string, string, number, number]>([
  ['a lane that copies', 'copyRange', 4, 1],
  ['the wait for the operation', 'waitForOperation', 2, 1],
  ['a run before its POST', 'runExport', 1, 2],
  ['a run that waits for its copies', 'runExport', 5, 2],
  ['a run that has just committed', 'runExport', 6, 2],
])('a worker that dies under %s: complete and exact, told of once', async (_, orchestrator, at, runs) => {
  let turns = 0;
  product.workerDies = ({ name }) => name === orchestrator && ++turns === at;
  const request = { kind: 'billedUsage', invoiceId: invoiceId(invoice) };
  const first = await product.export(request);
  if (runs > 1) {
    expect(first).toMatchObject({ status: 'failed', error: { code: 'InternalError' } });
    await product.call('POST', 'admin/functions/watchOrchestrations', {});
    await product.clock.advance(1_000);
  }
  expect(await product.untilEnded(first.id)).toMatchObject({ status: 'completed', warnings: [] });
  expect(turns).toBeGreaterThanOrEqual(at);
  await expectExactVersion(
    product.container,
    `billed-usage/invoice=${request.invoiceId}/attributes=full/`,
    product.stack.graph.snapshotOf,
  );
  expect(product.stack.eventGrid.events.map(({ type }) => type)).toEqual(['PartnerBillingExport.Completed']);
  const broken = product.logLines.filter((line) => line.includes('"event":"orchestrationFailed"'));
  expect(broken).toHaveLength(runs - 1);
});

test('an export whose orchestration breaks twice is told of as failed, once', async () => {
  product.workerDies = ({ name, instanceId }) => name === 'runExport' && instanceId.includes(invoiceId(invoice));
  const { id } = await product.export({ kind: 'billedUsage', invoiceId: invoiceId(invoice) });
  for (let look = 0; look < 4; look++) {
    await product.clock.advance(60_000);
    await product.call('POST', 'admin/functions/watchOrchestrations', {});
  }
  await product.clock.advance(60_000);
  expect(await product.untilEnded(id)).toMatchObject({ status: 'failed', error: { code: 'InternalError' } });
  expect(product.stack.eventGrid.events.map(({ type, subject }) => [type, subject])).toEqual([
    ['PartnerBillingExport.Failed', id],
  ]);
  const broken = product.logLines.flatMap((line) => (line.includes('orchestrationFailed') ? [JSON.parse(line)] : []));
  expect(broken.map(({ startedAgain }) => startedAgain)).toEqual([true, false]);
});
