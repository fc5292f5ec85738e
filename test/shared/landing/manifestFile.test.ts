import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  buildManifestFile,
  exportSubject,
  manifestFileSchema,
  resultOf,
} from '../../../shared/landing/manifestFile.ts';
import type { LandedFile } from '../../../shared/landing/receipt.ts';
import { manifestOf } from '../../support/manifests.ts';
import { manyRuns } from '../../support/manyRuns.ts';
import { BILLED_REQUEST, UNBILLED_REQUEST } from '../../support/requests.ts';

fc.configureGlobal(manyRuns);

const RUN = { id: 'r', startedAt: '2026-11-08T06:00:00.000Z', committedAt: '2026-11-08T06:05:00.000Z' };

function landed(index: number, changes: Partial<LandedFile> = {}): LandedFile {
  return {
    name: `part-${index}.json`,
    index,
    partitionValue: 'default',
    snapshotSha256: 's',
    runId: 'r',
    bytes: 10,
    lines: 2,
    crc32: '9ae0daaf',
    source: { name: `part-${index}.json.gz`, bytes: 5, eTag: '"e"', sha256: 'ab' },
    ...changes,
  };
}

const build = (files: LandedFile[]) =>
  buildManifestFile(exportSubject('e', BILLED_REQUEST), { ...manifestOf().facts, operationId: 'op-1' }, files, RUN);

describe('_manifest.json', () => {
  test('has the files of one place in the order of their names, however they were listed', () => {
    const files = ['b', 'a', 'c'].map((name) => landed(3, { name }));
    expect(build([...files, landed(1, { name: 'z' })]).files.map(({ name }) => name)).toEqual(['z', 'a', 'b', 'c']);
    expect(build([...files].reverse()).files.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  test('is exactly what is documented, in that order', () => {
    expect(JSON.stringify(build([landed(0)]), null, 1)).toBe(
      JSON.stringify(
        {
          schemaVersion: 1,
          export: { id: 'e', kind: 'billedUsage', invoiceId: 'G000000001', attributeSet: 'full' },
          source: {
            operationId: 'op-1',
            manifestId: '00000000-0000-0000-0000-0000000000aa',
            eTag: 'opaque17charvalue',
            createdDateTime: '2026-11-08T05:30:00Z',
            schemaVersion: '2',
            dataFormat: 'compressedJSON',
            partitionType: 'default',
            partnerTenantId: '00000000-0000-0000-0000-0000000000ff',
            blobCount: 2,
          },
          files: [
            {
              name: 'part-0.json',
              partitionValue: 'default',
              bytes: 10,
              lines: 2,
              crc32: '9ae0daaf',
              source: { name: 'part-0.json.gz', bytes: 5, eTag: '"e"', sha256: 'ab' },
            },
          ],
          totals: { files: 1, bytes: 10, lines: 2 },
          run: { ...RUN, producer: 'partner-billing-export/1.1.0' },
        },
        null,
        1,
      ),
    );
  });

  test('of an unbilled export names currency, period and month', () => {
    expect(exportSubject('e', { ...UNBILLED_REQUEST, force: true })).toEqual({
      id: 'e',
      kind: 'unbilledUsage',
      currencyCode: 'EUR',
      billingPeriod: 'current',
      month: '2026-11',
      attributeSet: 'full',
    });
  });

  test('lists the files in the order of Microsoft’s manifest and sums them, whatever order they were found in', () => {
    const files = fc
      .uniqueArray(fc.nat(50), { minLength: 1 })
      .map((indexes) => indexes.map((index) => landed(index, { bytes: index })));
    fc.assert(
      fc.property(files, (found) => {
        const { files: listed, totals } = build(found);
        const sorted = found.map(({ index }) => index).sort((a, b) => a - b);
        expect(listed.map(({ name }) => name)).toEqual(sorted.map((index) => `part-${index}.json`));
        expect(totals).toEqual({
          files: found.length,
          bytes: sorted.reduce((sum, index) => sum + index, 0),
          lines: 2 * found.length,
        });
      }),
    );
  });

  test('can be read back', () => {
    const manifest = build([landed(1), landed(0)]);
    expect(manifestFileSchema.parse(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest);
  });

  test('holds nothing that opens anything', () => {
    expect(JSON.stringify(build([landed(0)]))).not.toMatch(/sig=|SECRET|https:/);
  });

  test('has its sums as the result of the export', () => {
    expect(resultOf('v', 'path/_manifest.json', build([landed(0), landed(1)]))).toEqual({
      version: 'v',
      manifest: 'path/_manifest.json',
      files: 2,
      lines: 4,
      bytes: 20,
    });
  });
});
