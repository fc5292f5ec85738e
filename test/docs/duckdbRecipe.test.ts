import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { add, decimalText, parseDecimal } from '../../shared/decimal.ts';
import { temporaryDirectory } from '../support/temporaryDirectory.ts';

const PAGE = readFileSync('docs/consume.md', 'utf8');
const RAW = PAGE.slice(PAGE.indexOf('# Read the raw landing'));
const RECIPE = RAW.slice(RAW.indexOf('\n## DuckDB'), RAW.indexOf('\n## Spark'));
const [READ = '', PARQUET = '', COMPLETE = ''] = [...RECIPE.matchAll(/```sql\n([\s\S]*?)```/g)].map(
  ([, sql]) => sql ?? '',
);

const directory = temporaryDirectory();
afterAll(directory.remove);

/** A committed version with these lines, one file each. */
function land(folder: string, version: string, files: readonly string[]): void {
  const path = join(directory.path, 'landing', folder, `version=${version}`);
  const names = files.map((_, index) => `part-${index} [é].json`);
  for (const [index, name] of names.entries()) {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, name), files[index] ?? '');
  }
  const lines = files.join('').split('\n').length - 1;
  writeFileSync(
    join(path, '_manifest.json'),
    JSON.stringify({ files: names.map((name) => ({ name })), totals: { lines } }),
  );
}

const line = (rest: string) => `{"InvoiceNumber":"G1","CustomerName":"c","BillingCurrency":"EUR"${rest}}\n`;
const AMOUNTS = [
  '12.34567890123456789012',
  '0E-20',
  '9.9900000000000E-7',
  '-1000000000000000.00000000000000000001',
  '1E3',
];
const OLD = 'billed-usage/invoice=G1/attributes=full';

describe('the recipe for DuckDB', () => {
  let duck: DuckDBConnection;
  const here = (sql: string) =>
    sql.replaceAll("'landing/", `'${directory.path}/landing/`).replaceAll("TO '", `TO '${directory.path}/`);
  const rows = async (sql: string) => (await duck.runAndReadAll(sql)).getRowObjectsJson();

  beforeAll(async () => {
    duck = await (await DuckDBInstance.create(':memory:')).connect();
    land(OLD, '20260101T000000Z-aaaaaaaa', [line(',"BillingPreTaxTotal":1')]);
    land(OLD, '20260201T000000Z-aaaaaaaa', [
      AMOUNTS.map((amount) => line(`,"BillingPreTaxTotal":${amount}`)).join(''),
      // Absent, null, another casing, a blank; what would end a line or a column for other readers.
      line('') +
        line(',"BillingPreTaxTotal":null') +
        line(',"billingPreTaxTotal": 1.5') +
        line(',"BillingPreTaxTotal" : 1.5'),
      line(',"ResourceURI":"C:\\\\x01\\\\temp \u2028 é"') + line(',"Tags":"{\\"BillingPreTaxTotal\\":99}"'),
      '',
    ]);
    land('unbilled-usage/currency=EUR/month=2026-10/attributes=full', '20260201T000000Z-aaaaaaaa', [line('')]);
    // Not committed.
    mkdirSync(join(directory.path, 'landing', OLD, 'version=20260301T000000Z-aaaaaaaa'));
    await duck.run(here(READ));
  });

  test('has three parts', () => {
    expect(READ).toContain('CREATE MACRO amount');
    expect(PARQUET).toContain('COPY');
    expect(COMPLETE).toContain('lines_promised');
  });

  test('adds up the newest committed version of an invoice, exactly', async () => {
    const sum = [...AMOUNTS, '1.5', '1.5'].map((text) => parseDecimal(text) ?? { unscaled: 0n, scale: 0 }).reduce(add);
    const [found] = await rows(
      "SELECT sum(amount(line, 'BillingPreTaxTotal'))::VARCHAR AS sum, count(*) AS lines FROM lines",
    );
    expect(parseDecimal(String(found?.sum))).toEqual({ ...sum, scale: 20 });
    expect({ text: decimalText(sum), lines: Number(found?.lines) }).toEqual({ text: expect.any(String), lines: 11 });
  });

  test.each([
    ['{"A":1}', 'B', null],
    ['{"A":null}', 'A', null],
    ['{"a":1.5}', 'A', '1.50000000000000000000'],
    ['{"A": 1.5}', 'A', '1.50000000000000000000'],
    ['{"A":"x"}', 'A', null],
    ['{"A":1.123456789012345678900000}', 'A', '1.12345678901234567890'],
    ['{"A":0E-30}', 'A', '0.00000000000000000000'],
  ])('amount(%s, %s) is %p', async (json, name, amount) => {
    expect(await rows(`SELECT amount('${json}', '${name}')::VARCHAR AS amount`)).toEqual([{ amount }]);
  });

  test.each(['0.000000000000000000001', '1E-21', '1.5E-20'])(
    'a digit beyond the twentieth is told: %s',
    async (number) => {
      await expect(rows(`SELECT amount('{"A":${number}}', 'A')`)).rejects.toThrow(/A has more than 20 decimals/);
    },
  );

  test('reads what the manifests promise', async () => {
    expect(await rows(COMPLETE)).toEqual([{ lines_read: '11', lines_promised: '11' }]);
  });

  test('writes Parquet with the same amounts', async () => {
    await duck.run(here(PARQUET));
    const parquet = join(directory.path, 'usage.parquet');
    const sum = 'sum(BillingPreTaxTotal)::VARCHAR AS sum';
    expect(await rows(`SELECT ${sum} FROM '${parquet}'`)).toEqual(
      await rows(`SELECT ${sum} FROM (SELECT amount(line, 'BillingPreTaxTotal') AS BillingPreTaxTotal FROM lines)`),
    );
    expect(dirname(parquet)).toBe(directory.path);
  });

  test('finds another kind by its folder alone', async () => {
    await duck.run('DROP VIEW lines; DROP MACRO amount; DROP MACRO digits; DROP MACRO decimals');
    await duck.run(here(READ.replace('billed-usage', 'unbilled-usage')));
    expect(await rows('SELECT count(*) AS lines FROM lines')).toEqual([{ lines: '1' }]);
  });

  test('names what DuckDB answers where nothing has landed', async () => {
    const nothing = here(READ.replace('billed-usage', 'billed-reconciliation'));
    const [, message = ''] = /DuckDB answers\s+`([^`]+)`/.exec(RECIPE) ?? [];
    await expect(duck.run(nothing)).rejects.toThrow(message);
  });
});

test('no recipe has Spark read a file that Spark hides', () => {
  expect([...PAGE.matchAll(/spark\.read.*/g)].length).toBeGreaterThan(1);
  for (const [call] of PAGE.matchAll(/spark\.read.*/g)) expect(call).not.toMatch(/["'/]_\w|_latest|_manifest/);
});

test('every recipe for the raw landing says whether it was tried', () => {
  const sections = RAW.split('\n## ').slice(2);
  expect(sections.length).toBeGreaterThan(3);
  for (const section of sections) expect(section).toMatch(/^[^\n]+\n\n(Tried|Not tried here)/);
});
