import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CatalogInvoice, catalogOf } from '../../local/simulators/catalog.ts';
import { type Product, startProduct } from '../support/product.ts';

const DAY_MS = 24 * 3_600_000;
const START = new Date('2026-06-15T00:00:00Z');
const LISTED = 500;
const IN_WINDOW = 48;

/** Many documents, the newest first, of which only some are young enough for discovery. */
const documents = Array.from({ length: LISTED }, (_, index): CatalogInvoice => {
  const ageDays = index < IN_WINDOW ? 10 : 100;
  return {
    id: `G${String(index + 1).padStart(9, '0')}`,
    documentType: 'invoice',
    commerce: 'new',
    billingMonth: '2026-05',
    publishedAt: new Date(START.getTime() - ageDays * DAY_MS),
    currencyCode: 'EUR',
    totalCharges: 1,
    hasUsage: true,
  };
});

describe('many invoices', () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({
      start: START,
      catalog: catalogOf('00000000-0000-4000-8000-0000000000ff', ['EUR'], () => documents),
      settings: { INVOICE_EXPORTS: 'billedUsage' },
      scenario: { polls: [], data: { files: 1, unpackedBytes: 3_000, members: 1 } },
    });
  });
  afterAll(() => product?.stop());

  const posts = () => product.stack.graph.requests.filter(({ method }) => method === 'POST').length;
  const fire = () => product.call('POST', 'admin/functions/discoverInvoices', {});
  const settle = () => product.clock.advance(3 * 3_600_000);

  test('two discoveries at once read all pages and ask for each invoice once', async () => {
    await Promise.all([fire(), fire()]);
    await settle();
    expect(posts()).toBe(IN_WINDOW);
    const { body } = await product.call('GET', 'api/exports?status=completed&top=1000');
    expect((body as { value: unknown[] }).value).toHaveLength(IN_WINDOW);
    // 500 documents in pages of at most 100, in each of two rounds and the one that finds nothing left.
    expect(product.stack.partnerCenter.requests.length).toBe(15);
  });

  test('fired again on the same day it starts nothing', async () => {
    const before = posts();
    await fire();
    await settle();
    expect(posts()).toBe(before);
  });

  test('a cancelled or refused listing stops nothing else', async () => {
    product.stack.partnerCenter.faults.add({
      on: 'invoices',
      times: 2,
      answer: { status: 403, message: 'Not registered' },
    });
    await fire();
    await settle();
    product.stack.partnerCenter.faults.clear();
    expect(product.logLines.some((line) => line.includes('InvoicesForbidden'))).toBe(true);
    const body = await product.export({ kind: 'billedUsage', invoiceId: 'G000000400' });
    expect(body.status).toBe('completed');
  });

  test('a backfill exports by number and by date, refuses what cannot be exported, and is the same when asked twice', async () => {
    const dryRun = await product.call('POST', 'api/backfills', { from: '2026-03-07', to: '2026-03-07', dryRun: true });
    expect(dryRun).toMatchObject({ status: 200, body: { refused: [] } });
    expect((dryRun.body as { value: unknown[] }).value).toHaveLength(LISTED - IN_WINDOW);

    const request = {
      invoiceIds: [
        'G000000301',
        'D000000001',
        'G000000302',
        'x',
        'G000000303',
        'G000000304',
        'G000000305',
        'G000000306',
      ],
    };
    const before = posts();
    const first = await product.call('POST', 'api/backfills', request);
    const second = await product.call('POST', 'api/backfills', request);
    expect(first).toMatchObject({
      status: 202,
      body: {
        refused: [
          { invoiceId: 'D000000001', code: 'LegacyInvoice' },
          { invoiceId: 'x', code: 'InvalidRequest' },
        ],
      },
    });
    expect(second.body).toEqual(first.body);
    const { id, value } = first.body as { id: string; value: { id: string }[] };
    expect(first.headers.get('location')).toBe(`${product.host.url}/api/backfills/${id}`);

    const last = await product.call('GET', `api/exports/${value.at(-1)?.id}`);
    expect(last).toMatchObject({ status: 200, body: { status: 'queued', startedAt: null } });
    await settle();
    const done = await product.call('GET', `api/backfills/${id}`);
    expect(done).toMatchObject({ status: 200, body: { id, status: 'completed' } });
    expect((done.body as { exports: { status: string }[] }).exports.map(({ status }) => status)).toEqual(
      Array.from({ length: 6 }, () => 'completed'),
    );
    expect(posts() - before).toBe(6);
  });

  test.each([
    [{}, ['from', 'to']],
    [{ invoiceIds: [] }, ['invoiceIds']],
    [{ from: '2026-02-30', to: '2026-03-01' }, ['from']],
    [{ from: '2026-03-02', to: '2026-03-01', colour: 'red' }, ['colour', 'to']],
    [{ invoiceIds: ['D000000001'] }, ['invoiceIds']],
  ])('%j is a bad backfill', async (body, paths) => {
    const answer = await product.call('POST', 'api/backfills', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'InvalidRequest' } });
    expect((answer.body as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual(paths);
  });

  test('without Partner Center a backfill by date starts nothing', async () => {
    product.stack.partnerCenter.faults.add({
      on: 'invoices',
      times: Number.POSITIVE_INFINITY,
      answer: { status: 503 },
    });
    const answer = await product.call('POST', 'api/backfills', { from: '2026-03-07', to: '2026-03-07' });
    product.stack.partnerCenter.faults.clear();
    expect(answer).toMatchObject({ status: 503, body: { code: 'PartnerCenterUnavailable' } });
    expect(answer.headers.get('retry-after')).toBe('60');
  });
});
