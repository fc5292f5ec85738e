import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, test } from '@jest/globals';
import { scanFiles } from '../../../bench/scanFiles.ts';
import { lineChunks } from '../../../local/simulators/data/content.ts';
import { openParquet } from '../../../local/verify/parquetColumns.ts';
import { BILLED_KINDS, type BilledKind, hasTable } from '../../../shared/export/kinds.ts';
import { CLUSTER_BY, dictionaryOf, tableColumns } from '../../../shared/lines/dictionary.ts';
import { LineScanner } from '../../../shared/lines/lineScanner.ts';
import { ParquetWriter } from '../../../shared/tables/parquet.ts';
import { temporaryDirectory } from '../../support/temporaryDirectory.ts';

/** Lines as the simulated service writes them, in two files. */
function landed(kind: BilledKind) {
  const subject = {
    kind,
    attributeSet: 'full',
    tenantId: '00000000-0000-4000-8000-000000000001',
    invoiceId: 'G000000001',
    currencyCode: 'EUR',
    month: '2026-10',
  } as const;
  return ['a', 'b'].map((seed) => ({
    name: `part-${seed}.json`,
    bytes: Buffer.concat([...lineChunks({ subject, seed, unpackedBytes: 300_000 })]),
  }));
}

async function* once(bytes: Buffer) {
  yield bytes;
}

async function tableOf(kind: BilledKind, files: readonly { name: string; bytes: Buffer }[]) {
  const scanner = new LineScanner({ attributes: dictionaryOf(kind), version: 'v', rowsPerBatch: 100 });
  const writer = new ParquetWriter(tableColumns(kind), CLUSTER_BY);
  const parts: Uint8Array[] = [];
  const chunks = files.map(({ name, bytes }) => ({ name, chunks: once(bytes) }));
  for await (const batch of scanFiles(scanner, chunks)) parts.push(writer.write(batch));
  expect(scanner.report()).toMatchObject({ unreadable: 0, inexact: 0, unknown: [] });
  return Buffer.concat([...parts, writer.finish()]);
}

/** The sum of an attribute at 40 decimals, from the text of each line: by another way than the scanner's. */
function sumOfTexts(files: readonly { bytes: Buffer }[], name: string): bigint {
  const number = new RegExp(`"${name}":(-?\\d+)(?:\\.(\\d+))?(?:[eE]([-+]?\\d+))?[,}]`, 'g');
  let sum = 0n;
  for (const { bytes } of files) {
    for (const [, whole = '', fraction = '', exponent = '0'] of bytes.toString().matchAll(number)) {
      const digits = BigInt(whole + fraction);
      sum += digits * 10n ** BigInt(40 - fraction.length + Number(exponent));
    }
  }
  return sum;
}

const directory = temporaryDirectory();
afterAll(() => directory.remove());

describe.each(BILLED_KINDS.filter(hasTable))('a table of %s', (kind) => {
  const files = landed(kind);
  const decimals = dictionaryOf(kind).filter(({ type }) => type.type === 'decimal');

  test('has every line once, and every value of it', async () => {
    const { read, scales } = openParquet(await tableOf(kind, files));
    const rows = await read();
    const raw = new Map(files.map(({ name, bytes }) => [name, bytes.toString().trimEnd().split('\n')]));
    expect(rows).toHaveLength([...raw.values()].flat().length);
    const seen = new Set(rows.map(({ LandingFile, LandingLine }) => `${LandingFile} ${LandingLine}`));
    expect(seen.size).toBe(rows.length);
    for (const row of rows) {
      const line = raw.get(String(row.LandingFile))?.[Number(row.LandingLine) - 1] ?? '';
      const parsed: Record<string, unknown> = JSON.parse(line);
      const expected = dictionaryOf(kind).map(({ name, type }) => {
        const value = parsed[name];
        if (value === undefined || (value === '' && type.type !== 'string')) return [name, null];
        if (type.type === 'decimal') return [name, unscaled(line, name, scales.get(name) ?? 0)];
        if (type.type !== 'string') return [name, Date.parse(String(value))];
        return [name, typeof value === 'string' ? value : JSON.stringify(value)];
      });
      const found = dictionaryOf(kind).map(({ name }) => {
        const value = row[name] ?? null;
        return [name, value instanceof Date ? value.getTime() : value];
      });
      expect(found).toEqual(expected);
    }
  });

  test('adds up to the last digit in DuckDB', async () => {
    const path = join(directory.path, `${kind}.parquet`);
    await writeFile(path, await tableOf(kind, files));
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    const sums = decimals.map(({ name }) => `sum("${name}")::VARCHAR AS "${name}"`).join(', ');
    const answer = await connection.runAndReadAll(`SELECT count(*)::INT AS lines, ${sums} FROM '${path}'`);
    const [row = {}] = answer.getRowObjects();
    connection.closeSync();
    expect(row.lines).toBe(
      files.reduce((lines, { bytes }) => lines + bytes.toString().trimEnd().split('\n').length, 0),
    );
    for (const { name } of decimals) {
      const [whole = '', fraction = ''] = String(row[name] ?? '0').split('.');
      expect([name, BigInt(whole + fraction.padEnd(40, '0'))]).toEqual([name, sumOfTexts(files, name)]);
    }
  });
});

function unscaled(line: string, name: string, scale: number): bigint {
  return sumOfTexts([{ bytes: Buffer.from(line) }], name) / 10n ** BigInt(40 - scale);
}
