import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CatalogInvoice, catalogOf } from '../../local/simulators/catalog.ts';
import { type Product, startProduct } from '../support/product.ts';

const START = new Date('2026-06-15T06:00:00Z');
const MINUTE_MS = 60_000;

const INVOICE: CatalogInvoice = {
  id: 'G000000001',
  commerce: 'new',
  documentType: 'invoice',
  billingMonth: '2026-05',
  publishedAt: new Date('2026-06-10T06:00:00Z'),
  currencyCode: 'EUR',
  totalCharges: 10,
  hasUsage: true,
};

let product: Product;
/** Until this time the landing answers nothing for the memory of discovery but `status`. */
let downUntil = START;
let status = 503;

beforeAll(async () => {
  product = await startProduct({
    start: START,
    wire: true,
    catalog: catalogOf('00000000-0000-4000-8000-0000000000ff', ['EUR'], () => [INVOICE]),
    scenario: { data: { files: 1, unpackedBytes: 1_000, members: 1 } },
  });
  product.wire.storageFault = ({ target, response }) => {
    if (product.clock.now() >= downUntil || !target.includes('_discovery.json')) return false;
    response.writeHead(status).end();
    return true;
  };
});
afterAll(() => product?.stop());

interface Pass {
  runtimeStatus?: string;
  output?: unknown;
}

/** A whole pass while the landing is down for so long; what its instance says then, and what was logged. */
async function passWhileDownFor(minutes: number) {
  downUntil = new Date(product.clock.now().getTime() + minutes * MINUTE_MS);
  product.logLines.length = 0;
  await product.call('POST', 'admin/functions/discoverInvoices', {});
  for (;;) {
    const answer = await fetch(`${product.host.url}/durabletask/instances/discovery-pass`);
    const { runtimeStatus = 'Pending', output } = answer.ok ? ((await answer.json()) as Pass) : {};
    const lines = product.logLines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    const isBegun = lines.some(({ event }) => event === 'timerFired');
    if (isBegun && !['Pending', 'Running'].includes(runtimeStatus)) return { runtimeStatus, output, lines };
    await product.clock.advance(MINUTE_MS);
  }
}

const eventsOf = (lines: { event: string }[]) => lines.map(({ event }) => event);

test('discovery ends with a line and a code when the landing stays away', async () => {
  const { runtimeStatus, output, lines } = await passWhileDownFor(600);
  expect(runtimeStatus).toBe('Completed');
  expect(output).toMatchObject({ asked: 0, error: { code: 'LandingUnavailable' } });
  expect(lines.filter(({ event }) => event === 'discoveryStopped')).toEqual([
    expect.objectContaining({ code: 'LandingUnavailable', message: expect.stringContaining('_discovery.json') }),
  ]);
  expect(eventsOf(lines)).not.toContain('discoveryEnded');
  downUntil = START;
}, 120_000);

test('discovery waits out a landing that is away for ten minutes, and exports what is missing', async () => {
  const { output, lines } = await passWhileDownFor(10);
  expect(output).toEqual({ asked: 2, announced: 0 });
  expect(eventsOf(lines)).toContain('discoveryEnded');
  expect(eventsOf(lines)).not.toContain('discoveryStopped');
}, 120_000);

test('discovery ends at once, with a line and a code, when the landing refuses it', async () => {
  status = 403;
  const begunMs = product.clock.now().getTime();
  const { output, lines } = await passWhileDownFor(600);
  expect(output).toMatchObject({ error: { code: 'LandingForbidden' } });
  expect(eventsOf(lines)).toContain('discoveryStopped');
  expect(product.clock.now().getTime() - begunMs).toBeLessThan(30 * MINUTE_MS);
}, 120_000);
