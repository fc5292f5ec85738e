import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { parquetReadObjects } from 'hyparquet';
import type { ExportSubject } from '../../../../shared/export/request.ts';
import { type AnalysisBed, analysisBed } from '../../../support/analysisBed.ts';
import { exactSum } from '../../../support/billingLines.ts';

const SUBJECT: ExportSubject = { kind: 'billedUsage', invoiceId: 'G000000001', attributeSet: 'full' };
const OTHER: ExportSubject = { ...SUBJECT, invoiceId: 'G000000002' };
const TABLE = 'p/tables/billed_usage/';
const FIRST = '2026-11-08T05:30:00Z';
const SECOND = '2026-11-09T05:30:00Z';

function line(customer: string, amount: string): string {
  return `{"CustomerId":"${customer}","BillingCurrency":"EUR","BillingPreTaxTotal":${amount},"UsageDate":"2026-10-01T00:00:00Z"}\n`;
}

interface Row {
  LandingInvoice: string;
  LandingVersion: string;
  LandingFile: string;
  LandingLine: string;
  CustomerId: string;
}

/** What a reader of the table sees: the log from its beginning, then the files that it names. */
async function rowsOf(bed: AnalysisBed): Promise<Row[]> {
  const files = new Map<string, { LandingInvoice: string }>();
  for (let version = 0; ; version++) {
    const entry = bed.blobs.blobs.get(`${TABLE}_delta_log/${String(version).padStart(20, '0')}.json`);
    if (!entry) break;
    for (const action of entry.bytes
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text))) {
      if (action.remove) files.delete(action.remove.path);
      if (action.add) files.set(action.add.path, action.add.partitionValues);
    }
  }
  const rows: Row[] = [];
  for (const [path, partition] of files) {
    const bytes = bed.blobs.blobs.get(`${TABLE}${path}`)?.bytes;
    if (!bytes) throw new Error(`${path} is not there`);
    const file = new Uint8Array(bytes).buffer;
    const found = await parquetReadObjects({ file, compressors: { ZSTD: (packed) => zstdDecompressSync(packed) } });
    rows.push(
      ...found.map((row) => ({
        ...partition,
        LandingVersion: String(row.LandingVersion),
        LandingFile: String(row.LandingFile),
        LandingLine: String(row.LandingLine),
        CustomerId: String(row.CustomerId),
      })),
    );
  }
  return rows;
}

/** Each row by the way back to its raw line. */
const lineage = (rows: readonly Row[]) =>
  rows
    .map((row) => `${row.LandingInvoice} ${row.LandingVersion} ${row.LandingFile}:${row.LandingLine} ${row.CustomerId}`)
    .sort();

const manyFiles = (count: number, customer: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}.json`, line(customer, `${index}.5`)]));

describe('the table', () => {
  test('has a row a line of the newest version, and of that alone', async () => {
    const bed = analysisBed();
    const first = await bed.land(SUBJECT, {
      createdDateTime: FIRST,
      files: { 'a.json': line('a', '1') + line('b', '2') },
    });
    const other = await bed.land(OTHER, { createdDateTime: FIRST, files: { 'a.json': line('o', '1') } });
    await bed.analyse(SUBJECT, { runId: 'one' });
    await bed.analyse(OTHER, { runId: 'two' });
    expect(lineage(await rowsOf(bed))).toEqual([
      `G000000001 ${first} a.json:1 a`,
      `G000000001 ${first} a.json:2 b`,
      `G000000002 ${other} a.json:1 o`,
    ]);
    const second = await bed.land(SUBJECT, { createdDateTime: SECOND, files: { 'a.json': `\n${line('c', '3')}` } });
    await bed.analyse(SUBJECT, { runId: 'three' });
    expect(lineage(await rowsOf(bed))).toEqual([`G000000001 ${second} a.json:2 c`, `G000000002 ${other} a.json:1 o`]);
    expect((await bed.figures(SUBJECT, second)).table).toEqual({ path: TABLE, version: 2, rows: 1 });
    expect(bed.events.map(({ type }) => type)).toEqual([]);
  });

  test('keeps the version before where the new one does not fit', async () => {
    const bed = analysisBed();
    const first = await bed.land(SUBJECT, { createdDateTime: FIRST, files: { 'a.json': line('a', '1') } });
    await bed.analyse(SUBJECT, { runId: 'one' });
    await bed.land(SUBJECT, { createdDateTime: SECOND, files: { 'a.json': line('a', '1') + line('b', '"2"') } });
    await bed.analyse(SUBJECT, { runId: 'two' });
    expect(lineage(await rowsOf(bed))).toEqual([`G000000001 ${first} a.json:1 a`]);
  });

  test('has small files of a version in one, and files of any number in generations', async () => {
    const bed = analysisBed();
    await bed.land(SUBJECT, { createdDateTime: FIRST, files: manyFiles(1_001, 'a') });
    await bed.analyse(SUBJECT);
    const parquet = [...bed.blobs.blobs.keys()].filter((path) => path.endsWith('.parquet'));
    expect(parquet).toHaveLength(2);
    expect(await rowsOf(bed)).toHaveLength(1_001);
  });

  test('of another form than ours is left alone, and that is remembered', async () => {
    const bed = analysisBed();
    const foreign = [
      { protocol: { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: [], writerFeatures: [] } },
      {
        metaData: {
          id: 'x',
          format: { provider: 'parquet', options: {} },
          schemaString: '{"type":"struct","fields":[]}',
          partitionColumns: [],
          configuration: {},
        },
      },
    ];
    await bed.blobs.put(
      `${TABLE}_delta_log/${'0'.repeat(20)}.json`,
      Buffer.from(foreign.map((action) => JSON.stringify(action)).join('\n')),
      { always: true },
    );
    const version = await bed.land(SUBJECT, { createdDateTime: FIRST, files: { 'a.json': line('a', '1') } });
    const end = await bed.analyse(SUBJECT, { runId: 'one' });
    expect(end.ended).toMatchObject({ state: 'failed', warnings: [{ code: 'TableForeign' }] });
    expect(await bed.figures(SUBJECT, version)).toMatchObject({
      state: 'failed',
      table: null,
      sums: [{ sum: '1.00' }],
    });
    bed.blobs.calls.length = 0;
    expect((await bed.analyse(SUBJECT, { runId: 'two' })).ended).toMatchObject({ untouched: true });
    expect(bed.blobs.calls.filter((call) => call.startsWith('stream'))).toEqual([]);
  });

  test('is filled when tables are turned on later', async () => {
    const bed = analysisBed({ tables: false });
    const version = await bed.land(SUBJECT, { createdDateTime: FIRST, files: { 'a.json': line('a', '1') } });
    await bed.analyse(SUBJECT, { runId: 'one' });
    bed.services.analysis.tables = true;
    await bed.analyse(SUBJECT, { runId: 'two' });
    expect(lineage(await rowsOf(bed))).toEqual([`G000000001 ${version} a.json:1 a`]);
  });
});

describe('an analysis that dies', () => {
  const files = { 'a.json': line('a', '1') + line('b', '2.25'), 'b.json': line('c', '-3') };

  /** Fails the call of this number for good, as a death does to all that would have followed. */
  function dyingAt(bed: AnalysisBed, call: number): void {
    let calls = 0;
    bed.blobs.before = (what) => {
      // The bed's own reading of documents counts as well.
      if (++calls >= call) throw new Error(`died at ${what}`);
    };
  }

  test('at any moment, and is made again by the same or another one, ends in one right table', async () => {
    let died = 0;
    for (let call = 1; ; call++) {
      const bed = analysisBed();
      await bed.land(SUBJECT, { createdDateTime: FIRST, files: { 'a.json': line('z', '9') } });
      await bed.analyse(SUBJECT, { runId: 'zero' });
      const version = await bed.land(SUBJECT, { createdDateTime: SECOND, files });
      dyingAt(bed, call);
      const ended = await bed.analyse(SUBJECT, { runId: 'one' }).then(
        () => true,
        () => false,
      );
      bed.blobs.before = () => undefined;
      if (!ended) {
        died++;
        await bed.analyse(SUBJECT, { runId: call % 2 === 0 ? 'one' : 'two' });
      }
      expect(lineage(await rowsOf(bed))).toEqual([
        `G000000001 ${version} a.json:1 a`,
        `G000000001 ${version} a.json:2 b`,
        `G000000001 ${version} b.json:1 c`,
      ]);
      const figures = await bed.figures(SUBJECT, version);
      expect(figures).toMatchObject({ state: 'done', warnings: [], table: { rows: 3 } });
      expect(figures.sums[0]?.sum).toBe(exactSum(['1', '2.25', '-3']));
      expect(await bed.changes(figures.changes ?? '')).toMatchObject({ groups: { added: 3, removed: 1, changed: 0 } });
      if (ended) break;
    }
    expect(died).toBeGreaterThan(20);
  });

  test('beside another one of the same version leaves each line once', async () => {
    const bed = analysisBed();
    const version = await bed.land(SUBJECT, { createdDateTime: FIRST, files });
    await Promise.all([bed.analyse(SUBJECT, { runId: 'one' }), bed.analyse(SUBJECT, { runId: 'two', again: true })]);
    expect(lineage(await rowsOf(bed))).toHaveLength(3);
    expect((await bed.figures(SUBJECT, version)).table).toMatchObject({ rows: 3 });
  });

  test('is overtaken by a restatement and ends on that', async () => {
    const bed = analysisBed();
    await bed.land(SUBJECT, { createdDateTime: FIRST, files });
    let second = '';
    bed.blobs.before = async (call) => {
      if (second !== '' || !call.includes('putStream p/tables/')) return;
      second = 'landing';
      second = await bed.land(SUBJECT, { createdDateTime: SECOND, files: { 'a.json': line('r', '1') } });
    };
    const end = await bed.analyse(SUBJECT);
    expect(end.ended).toMatchObject({ version: second, state: 'done' });
    expect(lineage(await rowsOf(bed))).toEqual([`G000000001 ${second} a.json:1 r`]);
    expect((await bed.figures(SUBJECT, second)).changes).not.toBeNull();
  });
});
