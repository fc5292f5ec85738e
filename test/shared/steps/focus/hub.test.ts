import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parquetMetadata } from 'hyparquet';
import { CodedError } from '../../../../shared/errors.ts';
import { HUB_COLUMNS } from '../../../../shared/focus/hubColumns.ts';
import { type FocusBed, focusBed, parquetRows } from '../../../support/focusBed.ts';
import { TENANT } from '../../../support/focusInvoice.ts';

const MONTH = { month: '2026-10', currency: 'EUR' };
const INVOICE = { invoiceId: 'G000042', currencyCode: 'EUR', month: '2026-10' } as const;
const FOLDER = `Costs/2026/10/partner-center/${TENANT}/eur/`;

/** A month that is in the hub, and whose usage has landed anew since. */
async function restated(): Promise<FocusBed> {
  const bed = focusBed();
  await bed.listed(INVOICE.invoiceId, { billingPeriodStartDate: '2026-10-01T00:00:00Z', documentType: 'invoice' });
  const story = 'restatedUsage' as const;
  await bed.exported({ ...INVOICE, story, kind: 'billedReconciliation' }, '2026-11-08T05:00:00Z');
  await bed.exported({ ...INVOICE, story, kind: 'billedUsage', isFirstEdition: true }, '2026-11-08T06:00:00Z');
  expect(await bed.write(MONTH)).toBe('written');
  await bed.exported({ ...INVOICE, story, kind: 'billedUsage' }, '2026-11-28T06:00:00Z');
  return bed;
}

const inHub = ({ hub }: FocusBed) => [...hub.blobs.keys()].map((path) => path.replace(FOLDER, '')).sort();
const ingestions = (bed: FocusBed) =>
  new Set(inHub(bed).flatMap((name) => (name.includes('__') ? [name.slice(0, name.indexOf('__'))] : [])));

describe('the folder of a hub', () => {
  test('holds one whole ingestion and a manifest, also after a restated month', async () => {
    const bed = await restated();
    const [before] = ingestions(bed);
    expect(inHub(bed)).toEqual([...Array(3).fill(expect.stringContaining('__part-')), 'manifest.json']);
    bed.clock.pass(31 * 60_000);
    expect(await bed.write(MONTH)).toBe('written');
    const after = ingestions(bed);
    expect(after.size).toBe(1);
    expect(after.has(before ?? '')).toBe(false);
    expect(bed.hub.blobs.get(`${FOLDER}manifest.json`)?.bytes.toString()).toBe('{}');
    // New files, then the older ones away, then the manifest.
    const writes = bed.hub.calls.filter((call) => /^(put|remove)/.test(call)).slice(-7);
    expect(writes.map((call) => call.split(' ')[0])).toEqual([
      ...Array(3).fill('putStream'),
      ...Array(3).fill('remove'),
      'put',
    ]);
    const rows = await bed.rows(MONTH);
    let loaded = 0;
    for (const path of bed.hub.blobs.keys())
      if (path.endsWith('.parquet')) loaded += (await parquetRows(bed.hub, path)).length;
    expect(loaded).toBe(rows.length);
  });

  test('gets a month at most every thirty minutes', async () => {
    const bed = await restated();
    const loaded = inHub(bed);
    bed.clock.pass(10 * 60_000);
    expect(await bed.write(MONTH, 'second')).toBe(`wait ${20 * 60_000}`);
    expect(inHub(bed)).toEqual(loaded);
    // The table does not wait.
    expect((await bed.monthFigures(MONTH)).warnings).toEqual([]);
    bed.clock.pass(21 * 60_000);
    expect(await bed.write(MONTH, 'second')).toBe('written');
    expect(inHub(bed)).not.toEqual(loaded);
  });

  test('is whole whenever its manifest is written, wherever a load dies', async () => {
    for (let dies = 0; ; dies++) {
      const bed = await restated();
      bed.clock.pass(31 * 60_000);
      let calls = 0;
      let manifests = 0;
      let isDead = false;
      bed.hub.before = (call) => {
        if (call === `put ${FOLDER}manifest.json`) {
          manifests++;
          expect(ingestions(bed).size).toBe(1);
          expect(inHub(bed).filter((name) => name.endsWith('.parquet'))).toHaveLength(3);
        }
        if (!isDead && calls++ === dies) {
          isDead = true;
          throw new Error('the process died');
        }
      };
      await bed.write(MONTH, 'second').catch(() => undefined);
      if (!isDead) {
        expect(manifests).toBe(1);
        break;
      }
      expect(await bed.write(MONTH, 'second')).toBe('written');
      expect(ingestions(bed).size).toBe(1);
      expect(inHub(bed)).toHaveLength(4);
    }
  }, 60_000);

  test('that refuses leaves the table, and a warning; the month stays due', async () => {
    const bed = await restated();
    bed.clock.pass(31 * 60_000);
    bed.hub.before = () => {
      throw new CodedError('LandingForbidden', 'The landing account refused to list (403)');
    };
    expect(await bed.write(MONTH)).toBe('hubFailed');
    const figures = await bed.monthFigures(MONTH);
    expect(figures.warnings.map(({ code }) => code)).toEqual(['HubForbidden']);
    expect(figures.table?.rows).toBe((await bed.rows(MONTH)).length);
    bed.hub.before = () => undefined;
    expect(await bed.write(MONTH)).toBe('written');
    expect(ingestions(bed).size).toBe(1);
  });
});

describe('the Parquet of a hub', () => {
  test('has only columns that the hub knows, in types that it reads', () => {
    const [, ...known] = readFileSync(join(__dirname, '../../focus/data/hubCostsColumns.tsv'), 'utf8')
      .trim()
      .split('\n');
    const types = new Map(
      known.map((line) => line.split('\t')).map(([name = '', type = '', , mapped]) => [name, { type, mapped }]),
    );
    const readable: Record<string, readonly string[]> = {
      string: ['string'],
      real: ['decimal'],
      datetime: ['timestamp'],
      int: ['int32'],
    };
    for (const { name, type } of HUB_COLUMNS) {
      expect([name, types.get(name)?.mapped]).toEqual([name, 'y']);
      expect([name, readable[types.get(name)?.type ?? '']]).toEqual([name, expect.arrayContaining([type.type])]);
    }
  });

  test('is packed in a way that it unpacks', async () => {
    const bed = await restated();
    const [path = ''] = [...bed.hub.blobs.keys()].filter((name) => name.endsWith('.parquet'));
    const metadata = parquetMetadata(Uint8Array.from(bed.hub.blobs.get(path)?.bytes ?? []).buffer);
    const codecs = new Set(
      metadata.row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => meta_data?.codec)),
    );
    expect([...codecs].filter((codec) => codec !== 'SNAPPY' && codec !== 'UNCOMPRESSED')).toEqual([]);
    expect(codecs.has('SNAPPY')).toBe(true);
    const term = metadata.schema.find(({ name }) => name === 'x_SkuTerm');
    expect(term?.type).toBe('INT32');
    const [row] = await parquetRows(bed.hub, path);
    expect(row).toMatchObject({
      ProviderName: 'Microsoft',
      x_SourceName: 'Partner Center',
      InvoiceId: INVOICE.invoiceId,
    });
  });
});
