import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exportIdOf } from '../../../shared/export/exportId.ts';
import { parseTimestamp, ticksOf } from '../../../shared/export/timestamp.ts';
import {
  analysisFolder,
  exportFolder,
  figuresPath,
  latestPath,
  manifestPath,
  partitionOf,
  tableFileName,
  tableFolder,
  versionFolder,
  versionInFolder,
  versionName,
  versionSuffix,
} from '../../../shared/landing/layout.ts';
import { manifestOf } from '../../support/manifests.ts';
import { manyRuns } from '../../support/manyRuns.ts';
import { anyRequest, BILLED_REQUEST, UNBILLED_REQUEST } from '../../support/requests.ts';

fc.configureGlobal(manyRuns);

const AT = parseTimestamp('2026-11-08T05:30:00.9999999Z') ?? 0n;

describe('the landing', () => {
  test.each([
    ['', BILLED_REQUEST, 'billed-usage/invoice=G000000001/attributes=full/'],
    ['raw/csp/', BILLED_REQUEST, 'raw/csp/billed-usage/invoice=G000000001/attributes=full/'],
    [
      '',
      { ...BILLED_REQUEST, kind: 'billedReconciliation' as const },
      'billed-reconciliation/invoice=G000000001/attributes=full/',
    ],
    ['', UNBILLED_REQUEST, 'unbilled-usage/currency=EUR/month=2026-11/attributes=full/'],
    [
      '',
      { ...UNBILLED_REQUEST, kind: 'unbilledReconciliation' as const, attributeSet: 'basic' as const },
      'unbilled-reconciliation/currency=EUR/month=2026-11/attributes=basic/',
    ],
    [
      '',
      { kind: 'billedAggregatedUsage' as const, invoiceId: 'G000000001', force: false },
      'billed-aggregated-usage/invoice=G000000001/',
    ],
  ])('has the folder of an export where readers look for it: %#', (prefix, request, folder) => {
    expect(exportFolder(prefix, request)).toBe(folder);
  });

  test('names a version by its time, to the second below, and the SHA-256 of its eTag', () => {
    // printf %s opaque17charvalue | sha256sum
    expect(versionName(AT, 'opaque17charvalue')).toMatch(/^20261108T053000Z-[0-9a-f]{8}$/);
    expect(versionSuffix('abc')).toBe('ba7816bf');
    expect(versionName(AT, 'abc')).toBe('20261108T053000Z-ba7816bf');
  });

  test('has its documents at fixed places', () => {
    const folder = versionFolder('billed-usage/invoice=G1/attributes=full/', '20261108T053000Z-ba7816bf');
    expect(manifestPath(folder)).toBe(
      'billed-usage/invoice=G1/attributes=full/version=20261108T053000Z-ba7816bf/_manifest.json',
    );
    expect(latestPath('billed-usage/invoice=G1/attributes=full/')).toBe(
      'billed-usage/invoice=G1/attributes=full/_latest.json',
    );
  });

  test('one folder for each export, and none inside another', () => {
    fc.assert(
      fc.property(anyRequest, anyRequest, (a, b) => {
        const [folderA, folderB] = [exportFolder('p/', a), exportFolder('p/', b)];
        expect(folderA === folderB).toBe(exportIdOf(a) === exportIdOf(b));
        expect(folderA !== folderB && folderA.startsWith(folderB)).toBe(false);
      }),
    );
  });

  test('versions sort by time', () => {
    const date = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, date, fc.string(), fc.string(), (a, b, eTagA, eTagB) => {
        const seconds = (at: Date) => Math.floor(at.getTime() / 1000);
        fc.pre(seconds(a) < seconds(b));
        expect(versionName(ticksOf(a), eTagA) < versionName(ticksOf(b), eTagB)).toBe(true);
      }),
    );
  });

  test('a version is found again in its folder', () => {
    fc.assert(
      fc.property(anyRequest, fc.string({ minLength: 1 }), (request, eTag) => {
        const version = versionName(AT, eTag);
        expect(versionInFolder(versionFolder(exportFolder('', request), version))).toBe(version);
      }),
    );
  });

  test.each(['', 'version=', 'a/version=/', 'a/version=x', 'a/versions=x/', 'a/xversion=x/', 'a/version=x/b/'])(
    'no version in %j',
    (path) => {
      expect(versionInFolder(path)).toBeUndefined();
    },
  );

  test('every accepted file lies directly in the folder, at a place of its own, off our documents', () => {
    const folder = versionFolder(exportFolder('', BILLED_REQUEST), 'v');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), { maxLength: 5 }),
        (names) => {
          const blobs = (() => {
            try {
              return manifestOf({}, names).blobs;
            } catch {
              return [];
            }
          })();
          const paths = blobs.map(({ fileName }) => `${folder}${fileName}`);
          expect(new Set(paths).size).toBe(paths.length);
          for (const path of paths) {
            expect(path.slice(0, path.lastIndexOf('/') + 1)).toBe(folder);
            expect(path).not.toBe(manifestPath(folder));
            // What a URL parser makes of it on the way to storage.
            const url = new URL(`https://a.example/c/${encodeURIComponent(path)}`);
            expect(decodeURIComponent(url.pathname)).toBe(`/c/${path}`);
          }
        },
      ),
    );
  });
});

describe('what is derived', () => {
  test('lies beside the raw folders, in folders of the same form', () => {
    const folder = analysisFolder('p/', BILLED_REQUEST, 'v1');
    expect(figuresPath(folder)).toBe(
      'p/analysis/billed-usage/invoice=G000000001/attributes=full/version=v1/_figures.json',
    );
    expect(folder.startsWith(exportFolder('p/', BILLED_REQUEST))).toBe(false);
  });

  test.each([
    ['billedUsage', 'full', 'p/tables/billed_usage/'],
    ['unbilledReconciliation', 'basic', 'p/tables/unbilled_reconciliation_basic/'],
  ] as const)('has a table for each kind and attribute set: %s %s', (kind, attributeSet, folder) => {
    expect(tableFolder('p/', kind, attributeSet)).toBe(folder);
  });

  test.each([
    [BILLED_REQUEST, 'LandingInvoice=G000000001/part-00003-u.zstd.parquet'],
    [UNBILLED_REQUEST, 'LandingCurrency=EUR/LandingMonth=2026-11/part-00003-u.zstd.parquet'],
  ])('has names of files that are path and URI at once: %#', (subject, name) => {
    expect(tableFileName(partitionOf(subject), 3, 'u')).toBe(name);
    expect(name).toMatch(/^[A-Za-z0-9._=/-]+$/);
  });
});
