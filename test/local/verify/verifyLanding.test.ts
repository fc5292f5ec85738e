import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Verification, verifyLanding } from '../../../local/verify/verifyLanding.ts';
import type { ExportSubject } from '../../../shared/export/request.ts';
import { type AnalysisBed, analysisBed } from '../../support/analysisBed.ts';
import { billingLines } from '../../support/billingLines.ts';

const USAGE: ExportSubject = { kind: 'billedUsage', invoiceId: 'G000000001', attributeSet: 'full' };
const OTHER: ExportSubject = { kind: 'billedReconciliation', invoiceId: 'G000000002', attributeSet: 'full' };
const OPEN: ExportSubject = { kind: 'unbilledUsage', currencyCode: 'EUR', month: '2026-10', attributeSet: 'full' };

function linesOf(kind: 'billedUsage' | 'billedReconciliation' | 'unbilledUsage', seed: string): string {
  const subject = { kind, attributeSet: 'full', tenantId: 't', currencyCode: 'EUR', month: '2026-10' } as const;
  return billingLines(subject, 20_000, seed);
}

/** Three exports, the first with two files, two versions and blank lines, all analysed. */
async function landed(): Promise<AnalysisBed> {
  const bed = analysisBed();
  const first = { 'a.json': linesOf('billedUsage', 'a'), 'b.json': linesOf('billedUsage', 'b') };
  await bed.land(USAGE, { createdDateTime: '2026-11-08T05:30:00Z', files: first });
  await bed.analyse(USAGE);
  const second = { ...first, 'b.json': `\n${linesOf('billedUsage', 'c')}\n{}\n` };
  await bed.land(USAGE, { createdDateTime: '2026-11-09T05:30:00Z', files: second });
  await bed.land(OTHER, {
    createdDateTime: '2026-11-08T05:30:00Z',
    files: { 'r.json': linesOf('billedReconciliation', 'r') },
  });
  await bed.land(OPEN, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'u.json': linesOf('unbilledUsage', 'u') } });
  for (const subject of [USAGE, OTHER, OPEN]) await bed.analyse(subject);
  return bed;
}

function verify(bed: AnalysisBed, options: { invoice?: string; tables?: boolean } = {}): Promise<Verification> {
  return verifyLanding(bed.blobs, { prefix: 'p/', tables: true, ...options });
}

function pathsOf(bed: AnalysisBed, pattern: RegExp): string[] {
  return [...bed.blobs.blobs.keys()].filter((path) => pattern.test(path)).sort();
}

function change(bed: AnalysisBed, path: string, edit: (text: string) => string): void {
  const blob = bed.blobs.blobs.get(path);
  if (!blob) throw new Error(`no ${path}`);
  blob.bytes = Buffer.from(edit(blob.bytes.toString('latin1')), 'latin1');
}

describe('what is as it should be', () => {
  test('has no difference', async () => {
    const found = await verify(await landed());
    expect(found.differences).toEqual([]);
    expect(found).toMatchObject({ versions: 4, files: 6, tables: 3 });
  });

  test('of one invoice', async () => {
    const bed = await landed();
    expect(await verify(bed, { invoice: 'G000000002' })).toMatchObject({ versions: 1, tables: 1, differences: [] });
    expect(await verify(bed, { invoice: 'G00000000' })).toMatchObject({ versions: 0, differences: [] });
  });

  test('files alone, where nothing was analysed', async () => {
    const bed = analysisBed();
    await bed.land(USAGE, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'a.json': '{"a":1}\n' } });
    expect(await verify(bed, { tables: false })).toMatchObject({ versions: 1, tables: 0, differences: [] });
    const { differences } = await verify(bed);
    expect(differences).toHaveLength(2);
    expect(differences.join('\n')).toMatch(/the version is not analysed\n.*the table has no row of this export/);
  });
});

test('lines of a kind without a table are held against their figures alone', async () => {
  const bed = analysisBed();
  const subject: ExportSubject = { kind: 'billedAggregatedUsage', invoiceId: 'G000000001' };
  await bed.land(subject, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'a.json': '{"a":1}\n\n{"a":2}\n' } });
  await bed.analyse(subject);
  expect(await verify(bed)).toMatchObject({ versions: 1, lines: 3, differences: [] });
});

describe('a planted difference is found and named', () => {
  const LAST = /^p\/billed-usage\/.*version=20261109T/;

  test.each<[string, (bed: AnalysisBed) => void, RegExp]>([
    [
      'a byte of a landed file',
      (bed) => {
        const [path = ''] = pathsOf(bed, /version=20261108T.*\/a\.json$/);
        change(bed, path, (text) => text.replace('"PartnerName":"E', '"PartnerName":"F'));
      },
      /version=20261108T.* a\.json: crc32 [0-9a-f]{8}, expected [0-9a-f]{8}$/,
    ],
    [
      'a line that is gone',
      (bed) => {
        const [path = ''] = pathsOf(bed, /version=20261108T.*\/a\.json$/);
        change(bed, path, (text) => text.slice(text.indexOf('\n') + 1));
      },
      /a\.json: \d+ bytes, expected \d+\n.*a\.json: \d+ lines, expected \d+\n.*a\.json: crc32/,
    ],
    [
      'a file that is gone',
      (bed) => {
        bed.blobs.blobs.delete(pathsOf(bed, /version=20261108T.*\/a\.json$/)[0] ?? '');
      },
      /a\.json: it is not there$/,
    ],
    [
      'a file that nobody named',
      (bed) => {
        void bed.blobs.put(`${pathsOf(bed, LAST)[0]?.replace(/[^/]+$/, '')}c.json`, Buffer.from('x'), { always: true });
      },
      /c\.json: the manifest does not name it$/,
    ],
    [
      'a manifest that is none',
      (bed) => change(bed, pathsOf(bed, /version=20261108T.*_manifest/)[0] ?? '', () => '{}'),
      /_manifest\.json: is no manifest$/,
    ],
    [
      'a Parquet file that is gone',
      (bed) => {
        bed.blobs.blobs.delete(pathsOf(bed, /billed_reconciliation\/.*parquet$/)[0] ?? '');
      },
      /G000000002.*parquet: the table names it, and it is not there\n.*r\.json: the table lacks \d+ lines, the first is line 1\n/,
    ],
    [
      'a Parquet file that is none',
      (bed) => change(bed, pathsOf(bed, /billed_reconciliation\/.*parquet$/)[0] ?? '', () => 'PAR1'),
      /parquet: it cannot be read: /,
    ],
    [
      'a table that shows the version before',
      (bed) => {
        bed.blobs.blobs.delete(pathsOf(bed, /billed_usage\/_delta_log\/0+1\.json$/)[0] ?? '');
      },
      /the table shows \d+ rows of version 20261108T/,
    ],
    [
      'files that are shown twice',
      (bed) => {
        const log = pathsOf(bed, /\/billed_usage\/_delta_log\/0+1\.json$/)[0] ?? '';
        change(bed, log, (text) => {
          const add = text.split('\n').find((line) => line.startsWith('{"add"')) ?? '';
          const path = /"path":"([^"]+)"/.exec(add)?.[1] ?? '';
          const blob = bed.blobs.blobs.get(`p/tables/billed_usage/${path}`);
          if (blob) bed.blobs.blobs.set(`p/tables/billed_usage/${path}2`, blob);
          return `${text}${add.replace(path, `${path}2`)}\n`;
        });
      },
      /a\.json: the table has \d+ lines more than once, the first is line 1\n/,
    ],
    [
      'a sum of the figures',
      (bed) => {
        const path = pathsOf(bed, /analysis\/billed-usage.*version=20261109T.*_figures\.json$/)[0] ?? '';
        change(bed, path, (text) =>
          text.replace(/("column":"BillingPreTaxTotal","currency":"EUR","sum":")(\d)/, '$19$2'),
        );
      },
      /BillingPreTaxTotal in EUR is 9\d+\.\d+ in the figures, \d+\.\d+ in the raw lines$/,
    ],
    [
      'an amount in a line, the figures as before',
      (bed) => {
        change(bed, pathsOf(bed, /version=20261109T.*\/a\.json$/)[0] ?? '', (text) =>
          text.replace(/("PricingPreTaxTotal":)\d/, '$19'),
        );
      },
      /a\.json: crc32 .*\n.*PricingPreTaxTotal in USD is .* in the figures, .*\n.*PricingPreTaxTotal in USD is .* in the table/,
    ],
  ])('%s', async (_case, plant, named) => {
    const bed = await landed();
    plant(bed);
    const { differences } = await verify(bed);
    expect(differences.join('\n')).toMatch(named);
  });

  test('a version that its table cannot hold says why', async () => {
    const bed = analysisBed();
    const line = linesOf('billedUsage', 'a')
      .split('\n')[0]
      ?.replace(/"BillingPreTaxTotal":[^,]+/, '"BillingPreTaxTotal":"12.50"');
    await bed.land(USAGE, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'a.json': `${line}\n` } });
    await bed.analyse(USAGE);
    const { differences } = await verify(bed);
    expect(differences.join('\n')).toMatch(/the table has no row of this export \(TableInexact: BillingPreTaxTotal/);
  });

  test('any byte of any landed file', async () => {
    const bed = await landed();
    const files = pathsOf(bed, /^p\/(un)?billed.*\/\w\.json$/);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (path, place, flip) => {
          const blob = bed.blobs.blobs.get(path);
          if (!blob) throw new Error(path);
          const at = place % blob.bytes.length;
          blob.bytes[at] = (blob.bytes[at] ?? 0) ^ flip;
          const { differences } = await verify(bed, { tables: false });
          blob.bytes[at] = (blob.bytes[at] ?? 0) ^ flip;
          expect(
            differences
              .filter((difference) => difference.startsWith(path.slice(0, path.lastIndexOf('/') + 1)))
              .join('\n'),
          ).toContain('crc32');
        },
      ),
      { numRuns: 15 },
    );
  });
});

test('what cannot be read is no difference: it is thrown', async () => {
  const bed = await landed();
  bed.blobs.before = (call) => {
    if (call.startsWith('stream ')) throw new Error('the account is away');
  };
  await expect(verify(bed)).rejects.toThrow('the account is away');
});
