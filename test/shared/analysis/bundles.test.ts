import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  assertReadable,
  BUNDLE_BYTES,
  BUNDLE_FILES,
  bundlesOf,
  MOST_FILE_BYTES,
  type VersionFile,
} from '../../../shared/analysis/bundles.ts';

const MIB = 1024 * 1024;
const filesOf = (...bytes: number[]): VersionFile[] =>
  bytes.map((size, index) => ({ index, name: `f${index}`, bytes: size }));
const shape = (bytes: number[]) =>
  bundlesOf(filesOf(...bytes)).map((bundle) => bundle.map(({ bytes: size }) => size / MIB));

describe('bundles', () => {
  test.each([
    [[], []],
    [[1], [[1]]],
    [
      [60, 4, 1],
      [[60, 4], [1]],
    ],
    [
      [1, 400, 1],
      [[1], [400], [1]],
    ],
    [
      [64, 1],
      [[64], [1]],
    ],
    [[0, 0], [[0, 0]]],
  ])('of files of %j MiB are %j', (files, bundles) => {
    expect(shape(files.map((size) => size * MIB))).toEqual(bundles);
  });

  test('of very small files have a thousand at most', () => {
    const bundles = bundlesOf(filesOf(...Array.from({ length: 100_000 }, () => 100)));
    expect(bundles.map(({ length }) => length)).toEqual(Array.from({ length: 100 }, () => BUNDLE_FILES));
  });

  test('hold every file once, in order, and no more than they may', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 * BUNDLE_BYTES), { maxLength: 50 }), (sizes) => {
        const bundles = bundlesOf(filesOf(...sizes));
        expect(bundles.flat()).toEqual(filesOf(...sizes));
        for (const bundle of bundles) {
          const bytes = bundle.reduce((sum, file) => sum + file.bytes, 0);
          expect(bundle.length === 1 || bytes <= BUNDLE_BYTES).toBe(true);
        }
      }),
    );
  });
});

test('a file that one activity cannot read in good time is refused, one that it can is not', () => {
  expect(() => assertReadable(filesOf(MOST_FILE_BYTES))).not.toThrow();
  const tooLarge = expect.objectContaining({ code: 'AnalysisTooLarge' });
  expect(() => assertReadable(filesOf(1, MOST_FILE_BYTES + 1))).toThrow(tooLarge);
});
