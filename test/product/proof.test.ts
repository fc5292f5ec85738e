import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogOf, createCatalog } from '../../local/simulators/catalog.ts';
import { type Story, storyOf } from '../../local/simulators/data/stories.ts';
import type { ReceivedEvent } from '../../local/simulators/eventGrid.ts';
import type { Proof } from '../../shared/proof/proofDocument.ts';
import { compared } from '../shared/proof/model/compared.ts';
import { modelProof } from '../shared/proof/model/proofModel.ts';
import { billedOf, rawLines, usageOf } from '../shared/proof/model/rawLines.ts';
import { type Product, startProduct } from '../support/product.ts';

const START = new Date('2026-03-01T00:00:00Z');
const END = new Date('2026-10-13T00:00:00Z');
const HOUR_MS = 3_600_000;
/** February to September are billed in it: every story that a year has. */
const FIRST_MONTH = '2026-02';

interface Listed {
  invoiceId: string;
  invoiceDate: string;
  month: string;
  currency: string;
  documentType: string;
  kinds: Record<string, { status: string; lines: number | null; sum: string | null; lastRun: string | null }>;
  proof: { state: string } | null;
}

const FINAL: Record<Story, string> = {
  plain: 'proved',
  refunds: 'proved',
  lateUsage: 'proved',
  restatedUsage: 'proved',
  licencesOnly: 'proved',
  tiesToSubtotal: 'proved',
  tiesToNothing: 'unexplained',
  creditNote: 'proved',
};

describe('eight months of invoices', () => {
  let product: Product;
  let now = () => START;
  const all = createCatalog({ clock: { now: () => now(), sleep: async () => {} }, firstMonth: FIRST_MONTH });
  /** Of each story the first invoice. */
  const catalog = catalogOf(all.tenantId, all.currencies, () => {
    const seen = new Set<Story | undefined>();
    const oldestFirst = all.invoices().reverse();
    return oldestFirst.filter(({ commerce, story }) => commerce === 'classic' || (!seen.has(story) && seen.add(story)));
  });

  const text = async (path: string) => (await product.container.getBlobClient(path).downloadToBuffer()).toString();
  const proofOf = async (id: string): Promise<Proof> =>
    JSON.parse(await text(`analysis/invoices/invoice=${id}/_proof.json`));
  const checked = (): ReceivedEvent[] =>
    product.stack.eventGrid.events.filter(({ type }) => type === 'PartnerBillingExport.InvoiceChecked');
  const storyOfInvoice = (id: string) => catalog.find(id)?.story ?? 'plain';
  const newCommerce = () => catalog.invoices().filter(({ commerce }) => commerce === 'new');

  /** Every line of the newest version. */
  async function landed(kind: string, id: string): Promise<Record<string, string | undefined>[] | undefined> {
    const folder = `${kind}/invoice=${id}/attributes=full/`;
    if (!(await product.container.getBlobClient(`${folder}_latest.json`).exists())) return undefined;
    const manifestPath: string = JSON.parse(await text(`${folder}_latest.json`)).manifest;
    const { files } = JSON.parse(await text(manifestPath)) as { files: { name: string }[] };
    const version = manifestPath.slice(0, manifestPath.lastIndexOf('/') + 1);
    return rawLines((await Promise.all(files.map(({ name }) => text(version + name)))).join(''));
  }

  beforeAll(async () => {
    product = await startProduct({
      start: START,
      catalog,
      settings: { ANALYSIS: 'on', TABLES: 'off', INVOICE_SCHEDULE: '0 30 8 8,11,29 * *', INVOICE_LOOKBACK_DAYS: '25' },
      scenario: { polls: [], data: { files: 2, usageLines: 600 } },
    });
    now = () => product.clock.now();
    while (product.clock.now() < END) await product.clock.advance(6 * HOUR_MS);
  }, 600_000);
  afterAll(() => product.stop());

  test('each is what it is: proved, or not explained', async () => {
    const states: [string, string][] = [];
    for (const { id } of newCommerce()) states.push([id, (await proofOf(id)).state]);
    expect(states).toEqual(newCommerce().map(({ id }) => [id, FINAL[storyOfInvoice(id)]]));
    expect(new Set(newCommerce().map(({ story }) => story)).size).toBe(8);
  });

  test('each proof is what an independent model makes of the landed lines', async () => {
    for (const { id, totalCharges, currencyCode } of newCommerce()) {
      const [usage, reconciliation] = [await landed('billed-usage', id), await landed('billed-reconciliation', id)];
      const model = modelProof({
        totalCharges: String(totalCharges),
        currency: currencyCode,
        usage: usage?.map(usageOf) ?? 'noData',
        reconciliation: reconciliation?.map(billedOf) ?? 'noData',
      });
      expect([id, compared(await proofOf(id))]).toEqual([id, model]);
    }
  });

  test('subscribers hear of each state once, in the order in which it came', () => {
    const told = (wanted: Story) => {
      const [one] = newCommerce().filter(({ story }) => story === wanted);
      return checked()
        .filter(({ subject }) => subject === one?.id)
        .map(({ data }) => (data as Proof).state);
    };
    expect(told('plain')).toEqual(['proved']);
    expect(told('lateUsage')).toEqual(['usageMissing', 'proved']);
    expect(told('restatedUsage')).toEqual(['unexplained', 'proved']);
    expect(told('tiesToNothing')).toEqual(['unexplained']);
    expect(told('licencesOnly')).toEqual(['proved']);
    expect(new Set(checked().map(({ id }) => id)).size).toBe(checked().length);
    expect(JSON.stringify(checked())).not.toMatch(/worst|Logistics|GmbH/);
  });

  test('what was before is kept, with the groups that were outside', async () => {
    const [late] = newCommerce().filter(({ story }) => story === 'lateUsage');
    const history: Proof[] = [];
    for await (const { name } of product.container.listBlobsFlat({
      prefix: `analysis/invoices/invoice=${late?.id}/history/`,
    })) {
      history.push(JSON.parse(await text(name)));
    }
    const lacking = history.find(({ state }) => state === 'usageMissing');
    expect(lacking?.groups?.worst).toHaveLength(20);
    expect(lacking?.groups?.usageMissing).toBeGreaterThan(20);
    expect(lacking?.usageMissingSince).toBe(lacking?.asOf);
  });

  test('the list has each invoice, newest first, and what stands of it', async () => {
    const { body } = await product.call('GET', 'api/invoices?top=1000');
    const { value }: { value: Listed[] } = body;
    expect(value.map(({ invoiceId }) => invoiceId).sort()).toEqual(
      newCommerce()
        .map(({ id }) => id)
        .sort(),
    );
    const dates = value.map(({ invoiceDate }) => invoiceDate.slice(0, 10));
    expect(dates).toEqual([...dates].sort().reverse());
    for (const { invoiceId, month, currency, documentType, kinds, proof } of value) {
      const invoice = catalog.find(invoiceId);
      const hasUsage = invoice?.hasUsage === true;
      expect([invoiceId, month, currency, proof?.state]).toEqual([
        invoiceId,
        invoice?.billingMonth,
        invoice?.currencyCode,
        FINAL[storyOfInvoice(invoiceId)],
      ]);
      expect(documentType).toBe(invoice?.documentType);
      expect(kinds.billedReconciliation).toMatchObject({ status: 'landed', lines: expect.any(Number) });
      expect(kinds.billedUsage?.status).toBe(hasUsage ? 'landed' : 'noData');
    }
  });

  test('pages and filters', async () => {
    const unexplained: { value: Listed[] } = (await product.call('GET', 'api/invoices?state=unexplained')).body;
    expect(unexplained.value.map(({ invoiceId }) => storyOfInvoice(invoiceId))).toEqual(['tiesToNothing']);
    const first: { value: Listed[]; nextLink: string } = (await product.call('GET', 'api/invoices?top=3')).body;
    const path = first.nextLink.slice(first.nextLink.indexOf('api/'));
    const second: { value: Listed[] } = (await product.call('GET', path)).body;
    expect(new Set([...first.value, ...second.value].map(({ invoiceId }) => invoiceId)).size).toBe(6);
    expect((await product.call('GET', 'api/invoices?state=odd')).status).toBe(400);
  });

  test('one invoice: its proof, its versions, and who changed with the restatement', async () => {
    const [restated] = newCommerce().filter(({ story }) => story === 'restatedUsage');
    const { body } = await product.call('GET', `api/invoices/${restated?.id}`);
    const detail: {
      proof: Proof;
      kinds: Record<string, { versions: { sum: string; difference: string | null; customers?: object[] }[] }>;
    } = body;
    expect(detail.proof).toEqual(await proofOf(restated?.id ?? ''));
    const [newest, before] = detail.kinds.billedUsage?.versions ?? [];
    expect(before).toMatchObject({ difference: null });
    expect(newest?.difference).toMatch(/^-\d/);
    expect(newest?.customers?.length).toBeGreaterThan(0);
    expect((await product.call('GET', 'api/invoices/G999999999')).status).toBe(404);
    expect((await product.call('GET', 'api/invoices/D000000001')).status).toBe(404);
  });

  test('the log says once a day of which invoice somebody should look at', () => {
    const lines = product.logLines.filter((line) => line.includes('"event":"invoiceUnexplained"'));
    const ofNeither = lines.filter((line) => line.includes('invoiceDoesNotTie'));
    expect(ofNeither.length).toBeGreaterThan(0);
    // Late usage is whole before anybody need look.
    expect(product.logLines.filter((line) => line.includes('"event":"invoiceUsageMissing"'))).toEqual([]);
  });
});

test('the stories that the months are chosen for', () => {
  expect([storyOf(0, '2026-03'), storyOf(0, '2026-08'), storyOf(1, '2026-09')]).toEqual([
    'lateUsage',
    'restatedUsage',
    'tiesToNothing',
  ]);
});
