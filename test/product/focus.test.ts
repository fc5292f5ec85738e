import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { add, type Decimal, decimalText, parseDecimal, ZERO } from '../../shared/decimal.ts';
import { rawLines } from '../shared/proof/model/rawLines.ts';
import { type Product, startProduct } from '../support/product.ts';

const MINUTE_MS = 60_000;

interface Month {
  from: string;
  invoices: { invoiceId: string; billedCost: string; total: string; difference: string }[];
  table: { rows: number } | null;
  writtenAt: string;
}

describe('FOCUS=on', () => {
  let product: Product;
  let invoiceId: string;
  const downloads = mkdtempSync(join(tmpdir(), 'focus-'));

  beforeAll(async () => {
    product = await startProduct({
      start: new Date('2026-10-12T00:00:00Z'),
      scenario: { polls: [], data: { files: 2, usageLines: 300 } },
      settings: { ANALYSIS: 'on', FOCUS: 'on', TABLES: 'off' },
    });
    const invoices = product.stack.catalog.invoices();
    invoiceId = invoices.find(({ commerce, story }) => commerce === 'new' && story === 'plain')?.id ?? '';
  });
  afterAll(async () => {
    await product?.stop();
    rmSync(downloads, { recursive: true, force: true });
  });

  const bytes = async (path: string) => product.container.getBlobClient(path).downloadToBuffer();

  async function paths(prefix: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { name } of product.container.listBlobsFlat({ prefix })) found.push(name);
    return found.sort();
  }

  /** The figures of the only month, once a version that landed just now is in them. */
  async function written(before?: string): Promise<Month> {
    for (let minute = 0; minute < 30; minute++) {
      await product.clock.advance(MINUTE_MS);
      const path = (await paths('analysis/focus/currency=')).find((name) => name.endsWith('_figures.json'));
      const month = path && (JSON.parse((await bytes(path)).toString()) as Month);
      if (month && month.writtenAt !== before) return month;
    }
    throw new Error('the month was not written');
  }

  /** `BilledCost` by invoice, and rows, of what the newest state of the table names, read by an engine of others. */
  async function billedCost(): Promise<{ invoice: string | null; rows: string; sum: string }[]> {
    const live = new Set<string>();
    for (const log of await paths('tables/focus/_delta_log/')) {
      if (!/\d{20}\.json$/.test(log)) continue;
      for (const line of (await bytes(log)).toString().trim().split('\n')) {
        const { add: added, remove } = JSON.parse(line) as { add?: { path: string }; remove?: { path: string } };
        if (added) live.add(added.path);
        if (remove) live.delete(remove.path);
      }
    }
    const files = [...live].map((path, index) => ({ path, to: join(downloads, `${Date.now()}-${index}.parquet`) }));
    for (const { path, to } of files) {
      await product.container.getBlobClient(`tables/focus/${decodeURIComponent(path)}`).downloadToFile(to);
    }
    const connection = await (await DuckDBInstance.create()).connect();
    const list = files.map(({ to }) => `'${to}'`).join(', ');
    const reader = await connection.runAndReadAll(
      `select InvoiceId as invoice, count(*)::varchar as rows, sum(BilledCost)::varchar as sum from read_parquet([${list}]) group by 1`,
    );
    connection.closeSync();
    return reader.getRowObjects() as { invoice: string | null; rows: string; sum: string }[];
  }

  async function totalOfRawLines(): Promise<string> {
    const folder = `billed-reconciliation/invoice=${invoiceId}/attributes=full/`;
    const { manifest } = JSON.parse((await bytes(`${folder}_latest.json`)).toString()) as { manifest: string };
    const { files } = JSON.parse((await bytes(manifest)).toString()) as { files: { name: string }[] };
    const version = manifest.slice(0, manifest.lastIndexOf('/') + 1);
    const texts = await Promise.all(files.map(async ({ name }) => (await bytes(version + name)).toString()));
    const totals = rawLines(texts.join('')).map(({ Total }) => parseDecimal(Total ?? '') as Decimal);
    return decimalText(totals.reduce(add, ZERO));
  }

  const plain = (text: string) => decimalText(parseDecimal(text) as Decimal);

  test('an invoice of both kinds is a month whose BilledCost is its Total', async () => {
    await product.export({ kind: 'billedReconciliation', invoiceId });
    const first = await written();
    expect(first).toMatchObject({ from: 'billed', invoices: [{ invoiceId, difference: '0.00' }] });
    await product.export({ kind: 'billedUsage', invoiceId });
    const month = await written(first.writtenAt);
    const total = await totalOfRawLines();
    expect(month.invoices).toEqual([{ invoiceId, billedCost: total, total, difference: '0.00' }]);
    const rows = await billedCost();
    expect(rows.map(({ invoice, sum }) => [invoice, plain(sum)])).toEqual([[invoiceId, total]]);
    expect(month.table?.rows).toBe(Number(rows[0]?.rows));
  });

  test('a version that is restated takes the place of the one before', async () => {
    const before = await written();
    product.stack.graph.scenario = { polls: [], data: { files: 2, usageLines: 300 }, revision: 2 };
    await product.export({ kind: 'billedUsage', invoiceId });
    const month = await written(before.writtenAt);
    const rows = await billedCost();
    expect(rows.map(({ invoice, sum }) => [invoice, plain(sum)])).toEqual([[invoiceId, await totalOfRawLines()]]);
    expect(month.table?.rows).toBe(Number(rows[0]?.rows));
  });
});
