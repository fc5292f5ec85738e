import { describe, expect, test } from '@jest/globals';
import { indexMonths, readIndexMonth, refreshInvoice, refreshInvoices } from '../../../shared/analysis/invoiceIndex.ts';
import { findInvoices, readInvoiceQuery } from '../../../shared/api/listInvoices.ts';
import { noteRun } from '../../../shared/landing/invoiceFacts.ts';
import { keepInvoices, readIndex } from '../../../shared/schedule/keepInvoices.ts';
import { type JsonDocuments, jsonDocuments } from '../../support/jsonDocuments.ts';

const DATE = '2026-11-08T07:13:00Z';
const at = '2026-11-08T06:00:00.000Z';
const invoice = (id: string, changes: object = {}) => ({
  id,
  invoiceDate: DATE,
  billingPeriodStartDate: '2026-10-01T00:00:00Z',
  totalCharges: '1234.5',
  currencyCode: 'EUR',
  documentType: 'invoice',
  ...changes,
});

/** A version of a kind as commit and analysis leave it. */
function land(landing: JsonDocuments, kind: string, id: string, set = 'full'): void {
  const folder = `${kind}/invoice=${id}/attributes=${set}/`;
  const latest = { schemaVersion: 1, version: 'v1', manifest: 'm', eTag: 'e', createdDateTime: DATE };
  const sums = ['BillingPreTaxTotal', 'Total'].flatMap((column) => [
    { column, currency: 'EUR', sum: '12.50' },
    { column, currency: 'USD', sum: '1.00' },
  ]);
  landing.stored.set(`${folder}_latest.json`, { value: latest, etag: '1', metadata: {} });
  landing.stored.set(`analysis/${folder}version=v1/_figures.json`, {
    value: { lines: 7, sums },
    etag: '1',
    metadata: {},
  });
}

describe('what the list says is kept', () => {
  test('of each invoice what it says of itself and what has landed, in the document of its month', async () => {
    const landing = jsonDocuments();
    land(landing, 'billed-usage', 'G1');
    land(landing, 'billed-reconciliation', 'G1', 'basic');
    await keepInvoices(landing, [invoice('G1'), invoice('G2', { invoiceDate: '2026-10-08', totalCharges: undefined })]);
    expect(await indexMonths(landing)).toEqual(['2026-11', '2026-10']);
    expect(await readIndexMonth(landing, '2026-11')).toEqual([
      {
        invoiceId: 'G1',
        invoiceDate: DATE,
        month: '2026-10',
        currency: 'EUR',
        documentType: 'invoice',
        totalCharges: '1234.50',
        kinds: {
          billedUsage: { ...LANDED, attributeSet: 'full' },
          billedReconciliation: { ...LANDED, attributeSet: 'basic' },
        },
        proof: null,
      },
    ]);
    expect(await readIndexMonth(landing, '2026-10')).toMatchObject([
      { totalCharges: null, kinds: { billedUsage: { status: 'missing', version: null } } },
    ]);
  });

  test('asked again of the same, only the small documents of the index are read', async () => {
    const landing = jsonDocuments();
    const list = Array.from({ length: 30 }, (_, index) => invoice(`G${index}`));
    await keepInvoices(landing, list);
    const reads: string[] = [];
    landing.before = (_, path) => void reads.push(path);
    await keepInvoices(landing, list);
    expect(reads).toEqual(['analysis/invoices/index/', 'analysis/invoices/index/2026-11.json']);
  });

  test('an invoice whose date becomes known while a run without one is written down stands once', async () => {
    const landing = jsonDocuments();
    const note = { status: 'running', at, exportId: 'x', runId: 'r' } as const;
    await noteRun(landing, { invoiceId: 'G1', kind: 'billedUsage' }, note);
    let dated = false;
    landing.before = async (operation, path) => {
      if (dated || operation !== 'write' || !path.endsWith('undated.json')) return;
      dated = true;
      await keepInvoices(landing, [invoice('G1')]);
    };
    await refreshInvoice(landing, 'G1');
    expect(dated).toBe(true);
    expect(await readIndexMonth(landing, 'undated')).toEqual([]);
    expect(await readIndexMonth(landing, '2026-11')).toHaveLength(1);
  });

  test('an invoice that gets a date, or another one, moves', async () => {
    const landing = jsonDocuments();
    await noteRun(
      landing,
      { invoiceId: 'G1', kind: 'billedUsage' },
      { status: 'running', at, exportId: 'x', runId: 'r' },
    );
    await refreshInvoice(landing, 'G1');
    expect(await indexMonths(landing)).toEqual(['undated']);
    await keepInvoices(landing, [invoice('G1')]);
    expect([...(await readIndex(landing)).values()]).toMatchObject([{ indexMonth: '2026-11', invoiceId: 'G1' }]);
    expect(await readIndexMonth(landing, 'undated')).toEqual([]);
    await keepInvoices(landing, [invoice('G1', { invoiceDate: '2026-12-01' })]);
    expect(await readIndexMonth(landing, '2026-11')).toEqual([]);
    expect(await readIndexMonth(landing, '2026-12')).toHaveLength(1);
  });
});

const LANDED = { status: 'landed', version: 'v1', lines: 7, sum: '12.50', lastRun: null, exportId: null };

test.each([
  ['running', 'running'],
  ['queued', 'running'],
  ['noData', 'noData'],
  ['rejected', 'rejected'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
  ['completed', 'missing'],
])('a kind whose last run is %s is %s; once it has landed, it is landed', async (run, status) => {
  const landing = jsonDocuments();
  await keepInvoices(landing, [invoice('G1')]);
  await noteRun(landing, { invoiceId: 'G1', kind: 'billedUsage' }, { status: run, at, exportId: 'x', runId: 'r' });
  await refreshInvoice(landing, 'G1');
  const seen = async () => (await readIndexMonth(landing, '2026-11'))[0]?.kinds.billedUsage;
  expect(await seen()).toMatchObject({ status, lastRun: run, exportId: 'x' });
  land(landing, 'billed-usage', 'G1');
  await refreshInvoice(landing, 'G1');
  expect(await seen()).toMatchObject({ status: 'landed', lastRun: run });
});

test('two that write at once: what was read before the document changed is read again', async () => {
  const landing = jsonDocuments();
  await keepInvoices(landing, [invoice('G1'), invoice('G2')]);
  land(landing, 'billed-usage', 'G1');
  let once = true;
  landing.before = async (operation) => {
    if (operation !== 'write' || !once) return;
    once = false;
    land(landing, 'billed-reconciliation', 'G1');
    land(landing, 'billed-usage', 'G2');
    await refreshInvoices(landing, '2026-11', ['G2', 'G1']);
  };
  await refreshInvoice(landing, 'G1');
  expect(await readIndexMonth(landing, '2026-11')).toMatchObject([
    { kinds: { billedUsage: { status: 'landed' }, billedReconciliation: { status: 'landed' } } },
    { kinds: { billedUsage: { status: 'landed' } } },
  ]);
});

test('a later run is not undone by the end of an earlier one', async () => {
  const landing = jsonDocuments();
  const subject = { invoiceId: 'G1', kind: 'billedUsage' as const };
  const later = '2026-11-08T07:00:00.000Z';
  await noteRun(landing, subject, { status: 'running', at: later, exportId: 'x', runId: 'second' });
  await noteRun(landing, subject, { status: 'failed', at, exportId: 'x', runId: 'first' });
  await refreshInvoice(landing, 'G1');
  expect(await readIndexMonth(landing, 'undated')).toMatchObject([{ kinds: { billedUsage: { lastRun: 'running' } } }]);
});

describe('the list', () => {
  /** Three years of two invoices a month, and one that nobody has said the date of. */
  async function years(): Promise<JsonDocuments> {
    const landing = jsonDocuments();
    const list = Array.from({ length: 36 }, (_, index) => new Date(Date.UTC(2024, index, 8)).toISOString()).flatMap(
      (invoiceDate, index) => [invoice(`G1${index}`, { invoiceDate }), invoice(`G2${index}`, { invoiceDate })],
    );
    await keepInvoices(landing, [...list, invoice('G9', { invoiceDate: undefined })]);
    return landing;
  }
  const query = (text: string) => readInvoiceQuery(Object.fromEntries(new URLSearchParams(text)));
  async function all(landing: JsonDocuments, text: string): Promise<{ ids: string[]; pages: number }> {
    const ids: string[] = [];
    let token = '';
    for (let pages = 1; ; pages++) {
      const page = await findInvoices(landing, query(`${text}${token ? `&continuationToken=${token}` : ''}`));
      ids.push(...page.invoices.map(({ invoiceId }) => invoiceId));
      if (!page.continuationToken) return { ids, pages };
      token = page.continuationToken;
    }
  }
  const newestFirst = Array.from({ length: 36 }, (_, index) => [`G1${35 - index}`, `G2${35 - index}`]).flat();

  test.each([1, 2, 7, 50, 1000])(
    'pages of %i hold each invoice once, newest first, those without a date last',
    async (top) => {
      const { ids } = await all(await years(), `top=${top}`);
      expect(ids).toEqual([...newestFirst, 'G9']);
    },
  );

  test('a range of dates, both ends inclusive', async () => {
    const landing = await years();
    expect((await all(landing, 'from=2025-12-08&to=2026-02-07')).ids).toEqual(['G124', 'G224', 'G123', 'G223']);
    expect((await all(landing, 'from=2027-01-01')).ids).toEqual([]);
  });

  test('a filter that nothing matches reads two years at a time', async () => {
    const landing = await years();
    expect(await all(landing, 'state=proved')).toEqual({ ids: [], pages: 2 });
    expect((await all(landing, 'state=proved,none')).ids).toHaveLength(73);
  });

  test('of many invoices in one month it reads one listing and one document', async () => {
    const landing = jsonDocuments();
    await keepInvoices(
      landing,
      Array.from({ length: 500 }, (_, index) => invoice(`G${index}`)),
    );
    let reads = 0;
    landing.before = () => void reads++;
    expect((await findInvoices(landing, query('top=1000'))).invoices).toHaveLength(500);
    expect(reads).toBe(2);
  });

  test.each([
    ['top=0', 'top', 'expected a whole number from 1 to 1000'],
    ['top=x', 'top', 'expected a whole number from 1 to 1000'],
    ['from=2026-13-01', 'from', 'expected a date that exists, YYYY-MM-DD'],
    ['from=2026-02-30', 'from', 'expected a date that exists, YYYY-MM-DD'],
    ['to=today', 'to', 'expected a date'],
    ['from=2026-02-01&to=2026-01-31', 'to', 'expected a date that is not before from'],
    ['state=odd', 'state', 'expected some of'],
    ['state=', 'state', 'expected some of'],
    ['continuationToken=!', 'continuationToken', 'expected the token of a nextLink'],
    ['unknown=1', 'unknown', 'unknown property'],
  ])('%s is refused', (text, path, message) => {
    const errors = expect.arrayContaining([{ path, message: expect.stringContaining(message) }]);
    expect(() => query(text)).toThrow(expect.objectContaining({ code: 'InvalidRequest', errors }));
  });

  test('an entry that is unreadable, or an index of another version, is made anew', async () => {
    const landing = jsonDocuments({ 'analysis/invoices/index/2026-11.json': { schemaVersion: 7 } });
    await keepInvoices(landing, [invoice('G1')]);
    expect(await readIndexMonth(landing, '2026-11')).toHaveLength(1);
  });
});
