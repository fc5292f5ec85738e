// Records the histories of the version that host.json names, from the whole program in virtual time. No test by its name; run it with
//   npx jest --testMatch '<rootDir>/test/histories/record.ts'

import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { registeredFunctions } from '../../local/host/functionsCore.ts';
import type { HostOptions } from '../../local/host/host.ts';
import type { OrchestratorCall } from '../../local/host/hub/orchestratorCall.ts';
import { type CatalogInvoice, catalogOf } from '../../local/simulators/catalog.ts';
import type { Product } from '../support/product.ts';
import { defaultVersion, versionFolder } from './history.ts';
import { ENDED, Recorder, type Which, writeHistory } from './recorder.ts';

const recorder = new Recorder();
const version = defaultVersion();

jest.doMock('../../local/host/hub/orchestratorCall.ts', () => {
  const real: typeof import('../../local/host/hub/orchestratorCall.ts') = jest.requireActual(
    '../../local/host/hub/orchestratorCall.ts',
  );
  return {
    ...real,
    callOrchestrator: async (call: OrchestratorCall) => {
      const answer = await real.callOrchestrator(call);
      recorder.note(call, answer);
      return answer;
    },
  };
});

jest.doMock('../../local/host/host.ts', () => {
  const real: typeof import('../../local/host/host.ts') = jest.requireActual('../../local/host/host.ts');
  const hostJson = { extensions: { durableTask: { defaultVersion: version } } };
  return { ...real, startHost: (options: HostOptions) => real.startHost({ ...options, hostJson }) };
});

const START = new Date('2026-06-15T06:00:00Z');
const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;
const always = { times: Number.POSITIVE_INFINITY };
const tiny = { data: { files: 2, unpackedBytes: 1_000, members: 1 }, polls: [] };

/** One invoice is young enough for discovery. */
const documents = Array.from({ length: 40 }, (_, index): CatalogInvoice => {
  return {
    id: invoiceId(index + 1),
    documentType: 'invoice',
    commerce: 'new',
    billingMonth: '2026-05',
    publishedAt: new Date(START.getTime() - (index === 0 ? 5 : 100) * DAY_MS),
    currencyCode: 'EUR',
    totalCharges: 10,
    hasUsage: true,
  };
});

let product: Product;
let invoice = 1;

beforeAll(async () => {
  mkdirSync(versionFolder(version), { recursive: true });
  // Only now, so that it meets what stands in for the two modules above.
  const { startProduct } = await import('../support/product.ts');
  product = await startProduct({
    start: START,
    wire: true,
    catalog: catalogOf('00000000-0000-4000-8000-0000000000ff', ['EUR'], () => documents),
    settings: { ANALYSIS: 'on', FOCUS: 'on', UNBILLED_CURRENCIES: 'EUR', UNBILLED_EXPORTS: 'unbilledUsage' },
  });
});
afterAll(() => product?.stop());

beforeEach(() => {
  invoice++;
  product.stack.graph.scenario = tiny;
  recorder.clear();
});
afterEach(() => {
  product.workerDies = () => false;
  product.stack.graph.faults.clear();
  product.stack.eventGrid.faults.clear();
  product.stack.partnerCenter.faults.clear();
  product.wire.storageFault = undefined;
});

function invoiceId(number: number): string {
  return `G${String(number).padStart(9, '0')}`;
}

const exportIt = (more: object = {}) => product.export({ kind: 'billedUsage', invoiceId: invoiceId(invoice), ...more });

/** Writes one generation of an orchestrator, the first one unless said otherwise. */
function keep(orchestrator: string, scenario: string, generation: Which = 0): void {
  writeHistory(version, recorder.take(orchestrator, scenario, generation));
}

async function until(orchestrator: string): Promise<void> {
  while (!recorder.hasEnded(orchestrator)) await product.clock.advance(MINUTE_MS);
}

const fire = (timer: string) => product.call('POST', `admin/functions/${timer}`, {});

/** Lets an activity throw what nobody expects, so many times. */
function crash(activity: string, times: number): () => void {
  const fn = registeredFunctions().get(activity);
  if (!fn) throw new Error(`There is no activity "${activity}".`);
  const { callback } = fn;
  let left = times;
  fn.callback = (...args) => (left-- > 0 ? Promise.reject(new Error('It crashed.')) : callback(...args));
  return () => {
    fn.callback = callback;
  };
}

test('an export that completes, again, and by force', async () => {
  product.stack.graph.scenario = { ...tiny, polls: ['notStarted', 'running'] };
  expect(await exportIt()).toMatchObject({ status: 'completed' });
  keep('runExport', 'completed');
  keep('waitForOperation', 'succeeded');
  keep('copyRange', 'leaf');
  await until('analyseExport');
  keep('analyseExport', 'a version');
  keep('analyseExport', 'nothing newer', ENDED);
  await until('writeFocus');
  keep('writeFocus', 'a month');

  recorder.clear();
  expect(await exportIt()).toMatchObject({ status: 'unchanged' });
  keep('runExport', 'unchanged');

  recorder.clear();
  expect(await exportIt({ force: true })).toMatchObject({ status: 'completed' });
  keep('runExport', 'forced');
});

test('an invoice without data', async () => {
  const ending = { outcome: 'failure', status: 'failed', code: '5000', message: 'No data available' } as const;
  product.stack.graph.scenario = { ...tiny, ending };
  expect(await exportIt()).toMatchObject({ status: 'noData' });
  keep('runExport', 'no data');
  keep('waitForOperation', 'no data');
});

test('a request that is refused', async () => {
  product.stack.graph.faults.add({ on: 'export', ...always, answer: { status: 400, message: 'No' } });
  expect(await exportIt()).toMatchObject({ status: 'rejected' });
  keep('runExport', 'rejected');
});

test('an operation that vanishes three times', async () => {
  product.stack.graph.faults.add({ on: 'operation', ...always, answer: { status: 404 } });
  expect(await exportIt()).toMatchObject({ status: 'failed', error: { code: 'OperationVanished' } });
  keep('runExport', 'failed after three attempts');
  keep('waitForOperation', 'vanished');
});

test('an operation that lasts too long, twice', async () => {
  product.stack.graph.scenario = { ...tiny, ending: { outcome: 'never' }, retryAfter: 'none' };
  expect(await exportIt()).toMatchObject({ status: 'failed', error: { code: 'OperationTimedOut' } });
  keep('runExport', 'failed after two timeouts');
  keep('waitForOperation', 'first generation');
  keep('waitForOperation', 'second generation', 1);
  keep('waitForOperation', 'timed out', ENDED);
});

test('a service that throttles every call, for longer than one activity waits', async () => {
  const answer = { status: 429, retryAfter: { seconds: 600 } };
  for (const on of ['export', 'operation', 'manifest'] as const) product.stack.graph.faults.add({ on, answer });
  product.stack.graph.scenario = { ...tiny, resourceLocation: 'navigationLink' };
  expect(await exportIt()).toMatchObject({ status: 'completed' });
  keep('runExport', 'throttled');
  keep('waitForOperation', 'throttled');
});

test('an event that is not delivered', async () => {
  product.stack.eventGrid.faults.add({ on: 'publish', ...always, answer: { status: 503 } });
  expect(await exportIt()).toMatchObject({ status: 'completed', warnings: [{ code: 'EventNotDelivered' }] });
  keep('runExport', 'event not delivered');
});

test('steps that crash', async () => {
  const mend = crash('planVersion', 1);
  expect(await exportIt()).toMatchObject({ status: 'completed' });
  mend();
  keep('runExport', 'a step crashed once');

  recorder.clear();
  invoice++;
  const mendAgain = crash('commitVersion', 4);
  expect(await exportIt()).toMatchObject({ status: 'failed' });
  mendAgain();
  keep('runExport', 'a step crashed for good');
});

test('more files than one orchestrator copies, some of them throttled', async () => {
  product.stack.graph.scenario = { ...tiny, data: { files: 101, unpackedBytes: 1_000, members: 1 } };
  expect(await exportIt()).toMatchObject({ status: 'completed', result: { files: 101 } });
  keep('copyRange', 'split');
  keep('copyRange', 'lane', 1);

  recorder.clear();
  invoice++;
  product.stack.graph.scenario = { ...tiny, data: { files: 3, unpackedBytes: 1_000, members: 1 } };
  let first: string | undefined;
  let throttled = 0;
  product.wire.storageFault = ({ call, target, response }) => {
    if (call !== 'sourceGet' || target.includes('comp=list')) return false;
    first ??= target.split('?')[0];
    if (!target.startsWith(first ?? '') || throttled > 0) return false;
    throttled++;
    response.writeHead(429, { 'retry-after': '3600' }).end();
    return true;
  };
  expect(await exportIt()).toMatchObject({ status: 'completed' });
  keep('copyRange', 'throttled');
  keep('copyRange', 'rest of throttled', 1);
});

test('runs that break', async () => {
  let turns = 0;
  product.workerDies = ({ name }) => name === 'runExport' && ++turns === 1;
  expect(await exportIt()).toMatchObject({ status: 'failed' });
  await fire('watchOrchestrations');
  await until('mendBroken');
  keep('mendBroken', 'started again');

  recorder.clear();
  invoice++;
  product.workerDies = ({ name }) => name === 'runExport';
  expect(await exportIt()).toMatchObject({ status: 'failed' });
  await product.clock.advance(MINUTE_MS);
  await fire('watchOrchestrations');
  await until('mendBroken');
  recorder.clear();
  await product.clock.advance(MINUTE_MS);
  await fire('watchOrchestrations');
  await until('mendBroken');
  keep('mendBroken', 'given up');

  recorder.clear();
  invoice++;
  let lanes = 0;
  product.workerDies = ({ name }) => name === 'copyRange' && ++lanes === 1;
  expect(await exportIt()).toMatchObject({ status: 'completed' });
  keep('runExport', 'a part that was begun anew');
});

test('analyses of all that has landed', async () => {
  await product.call('POST', 'api/analyses', { all: true });
  await until('runAnalyses');
  keep('runAnalyses', 'all');
});

test('discovery', async () => {
  await fire('discoverInvoices');
  await until('discoveryPass');
  keep('discoveryPass', 'round');
  keep('discoveryPass', 'nothing left', 1);
  keep('exportLane', 'one export');
  keep('exportLane', 'nothing left', ENDED);

  recorder.clear();
  const answer = { status: 503, retryAfter: { seconds: 900 } };
  product.stack.partnerCenter.faults.add({ on: 'invoices', times: 1, answer });
  product.stack.partnerCenter.faults.add({ on: 'invoices', ...always, answer: { status: 403, message: 'No' } });
  await fire('discoverInvoices');
  await until('discoveryPass');
  keep('discoveryPass', 'throttled then forbidden');
});

test('an unbilled export that lasts for hours', async () => {
  product.stack.graph.scenario = { ...tiny, ending: { outcome: 'never' }, retryAfter: 'none' };
  await fire('exportUnbilled');
  await until('unbilledPass');
  keep('unbilledPass', 'one currency');
  keep('exportLane', 'still watching');
  keep('exportLane', 'watching on', 1);
});

test('a backfill', async () => {
  const invoiceIds = [31, 32, 33].map(invoiceId);
  await product.call('POST', 'api/backfills', { invoiceIds });
  await until('runBackfill');
  keep('runBackfill', 'six exports');
  keep('exportLane', 'more behind it');

  recorder.clear();
  const mend = crash('startScheduled', 8);
  await product.call('POST', 'api/backfills', { invoiceIds: [invoiceId(34)] });
  await until('runBackfill');
  mend();
  keep('exportLane', 'not started');
});
