import { validateHeaderValue } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromMetadata, snapshotSha256, toMetadata } from '../../../shared/landing/receipt.ts';
import type { ManifestBlob } from '../../../shared/microsoft/manifest.ts';
import { manifestOf } from '../../support/manifests.ts';
import { manyRuns } from '../../support/manyRuns.ts';

fc.configureGlobal(manyRuns);

const RECEIPT = {
  bytes: 123,
  lines: 2,
  crc32: '9ae0daaf',
  source: { bytes: 45, eTag: '"0x8DC"', sha256: 'ab'.repeat(32) },
};
const BLOB: ManifestBlob = { name: 'a.json.gz', fileName: 'a.json', partitionValue: 'default', index: 7 };

describe('a receipt', () => {
  test('says what was copied, of which snapshot, by which run', () => {
    expect(fromMetadata('a.json', toMetadata(BLOB, 'etag', 'run-1', RECEIPT))).toEqual({
      name: 'a.json',
      index: 7,
      partitionValue: 'default',
      snapshotSha256: snapshotSha256('etag'),
      runId: 'run-1',
      bytes: 123,
      lines: 2,
      crc32: '9ae0daaf',
      source: { name: 'a.json.gz', bytes: 45, eTag: '"0x8DC"', sha256: 'ab'.repeat(32) },
    });
  });

  test('survives the way through headers, for any manifest', () => {
    const wellFormed = (maxLength: number) =>
      fc.string({ unit: 'binary', maxLength }).map((value) => value.toWellFormed());
    fc.assert(
      fc.property(
        wellFormed(40),
        wellFormed(256).filter((value) => value.length <= 256),
        wellFormed(60),
        fc.nat(Number.MAX_SAFE_INTEGER).filter((n) => n < 1e15),
        fc.boolean(),
        (name, partitionValue, eTag, bytes, packed) => {
          const blob = { ...BLOB, fileName: name, name: packed ? `${name}.gz` : name, partitionValue };
          const receipt = { ...RECEIPT, bytes, source: { ...RECEIPT.source, eTag } };
          const metadata = toMetadata(blob, 'etag', 'run-1', receipt);
          for (const [key, value] of Object.entries(metadata)) {
            // Metadata keys are C# identifiers, values must not be empty or blank at their ends.
            expect(key).toMatch(/^[a-z_][a-z0-9_]*$/);
            expect(value).toMatch(/^[!-~]+$/);
            validateHeaderValue(`x-ms-meta-${key}`, value);
          }
          expect(fromMetadata(name, metadata)).toMatchObject({
            name,
            partitionValue,
            bytes,
            source: { name: blob.name, eTag },
          });
        },
      ),
    );
  });

  test('of the largest manifest that is accepted fits into the metadata of a blob', () => {
    const name = `${'ÿ'.repeat(512)}.gz`;
    const partitionValue = '日'.repeat(256);
    const [blob = BLOB] = manifestOf({ blobCount: 1, blobs: [{ name, partitionValue }] }).blobs;
    const metadata = toMetadata(blob, 'e', '01234567-89ab-cdef-0123-456789abcdef', RECEIPT);
    expect(Object.entries(metadata).flat().join('').length).toBeLessThan(8 * 1024);
  });

  test('is read whatever casing storage answers its names in', () => {
    const metadata = toMetadata(BLOB, 'etag', 'run-1', RECEIPT);
    const capitals = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key.toUpperCase(), value]));
    expect(fromMetadata('a.json', capitals)).toEqual(fromMetadata('a.json', metadata));
  });
});

describe('no receipt', () => {
  test.each([
    ['without metadata', undefined],
    ['on a directory stub', { hdi_isfolder: 'true' }],
    ...['run', 'snapshot', 'index', 'bytes', 'lines', 'crc32', 'sourcebytes', 'sourcesha256'].map((key) => [
      `without ${key}`,
      { ...toMetadata(BLOB, 'etag', 'run-1', RECEIPT), [key]: '' },
    ]),
    ['with a count that is none', { ...toMetadata(BLOB, 'etag', 'run-1', RECEIPT), bytes: '1e3' }],
    ['with a negative count', { ...toMetadata(BLOB, 'etag', 'run-1', RECEIPT), lines: '-1' }],
    ['with text that cannot be decoded', { ...toMetadata(BLOB, 'etag', 'run-1', RECEIPT), partition: '%' }],
  ] as [string, Record<string, string> | undefined][])('%s', (_, metadata) => {
    expect(fromMetadata('a.json', metadata)).toBeUndefined();
  });

  test('and never a crash, whatever somebody else has written there', () => {
    const keys = Object.keys(toMetadata(BLOB, 'etag', 'run-1', RECEIPT));
    const metadata = fc.dictionary(fc.constantFrom(...keys), fc.oneof(fc.string(), fc.constantFrom('1', '%', '%ff')));
    fc.assert(
      fc.property(metadata, (given) => {
        fromMetadata('a.json', { ...toMetadata(BLOB, 'etag', 'run-1', RECEIPT), ...given });
      }),
    );
  });
});
