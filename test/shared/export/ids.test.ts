import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allChildIds, childIds } from '../../../shared/export/childIds.ts';
import { exportIdOf, kindOfExportId, subjectOfExportId } from '../../../shared/export/exportId.ts';
import { ALL_KINDS, BILLED_KINDS, EXPORT_KINDS, isBilled, UNBILLED_KINDS } from '../../../shared/export/kinds.ts';
import { dividedAt, FAN_OUT, LANE_WIDTH, lanesOf, splitRange } from '../../../shared/export/ranges.ts';
import { exportFolder } from '../../../shared/landing/layout.ts';
import { manyRuns } from '../../support/manyRuns.ts';
import { anyRequest, BILLED_REQUEST, UNBILLED_REQUEST } from '../../support/requests.ts';

fc.configureGlobal(manyRuns);

const LONGEST_ID = exportIdOf({
  kind: 'billedReconciliation',
  invoiceId: `G${'Z'.repeat(31)}`,
  attributeSet: 'basic',
  force: false,
});
const RUN_ID = '01234567-89ab-cdef-0123-456789abcdef';

test('every kind of the table is offered, as billed or as unbilled', () => {
  expect([...ALL_KINDS].sort()).toEqual(Object.keys(EXPORT_KINDS).sort());
  expect([...BILLED_KINDS, ...UNBILLED_KINDS]).toEqual(ALL_KINDS);
  for (const kind of ALL_KINDS) expect(isBilled(kind)).toBe(EXPORT_KINDS[kind].per === 'invoice');
});

describe('the id of an export', () => {
  test.each([
    [BILLED_REQUEST, 'billed-usage-G000000001-full'],
    [{ ...BILLED_REQUEST, kind: 'billedReconciliation' as const }, 'billed-reconciliation-G000000001-full'],
    [UNBILLED_REQUEST, 'unbilled-usage-EUR-2026-11-full'],
    [
      { ...UNBILLED_REQUEST, kind: 'unbilledReconciliation' as const, attributeSet: 'basic' as const },
      'unbilled-reconciliation-EUR-2026-11-basic',
    ],
    [
      { kind: 'billedAggregatedUsage' as const, invoiceId: 'G000000001', force: false },
      'billed-aggregated-usage-G000000001',
    ],
  ])('%#', (request, id) => {
    expect(exportIdOf(request)).toBe(id);
  });

  test('names its kind, and never more than an instance id can hold', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const id = exportIdOf(request);
        expect(kindOfExportId(id)).toBe(request.kind);
        // All that a folder needs is in the id.
        expect(exportFolder('', subjectOfExportId(id) ?? UNBILLED_REQUEST)).toBe(exportFolder('', request));
        expect(id).toMatch(/^[A-Za-z0-9-]{1,100}$/);
      }),
    );
  });

  test('is one for requests that differ in force or wording only, and another for all others', () => {
    const what = ({ force: _, ...request }: { force: boolean; billingPeriod?: unknown }) =>
      JSON.stringify({ ...request, billingPeriod: undefined });
    fc.assert(
      fc.property(anyRequest, anyRequest, (a, b) => {
        expect(exportIdOf(a) === exportIdOf(b)).toBe(what(a) === what(b));
        expect(exportIdOf({ ...a, force: !a.force })).toBe(exportIdOf(a));
      }),
    );
  });

  test.each([
    '',
    'billed-usage',
    'billed-usage-G1',
    'billed-usage-G1-all',
    'billed-usage-D1-full',
    'billed-usage-G1-full\n',
    'xbilled-usage-G1-full',
    'billed-usage-EUR-2026-11-full',
    'unbilled-usage-G1-full',
    'unbilled-usage-EUR-2026-13-full',
    'unbilled-usage-EUR-2026-00-full',
    'unbilled-usage-eur-2026-11-full',
    'billed-usage-G1-full~01234567~1~copy',
    'backfill-1',
    `billed-usage-G${'1'.repeat(32)}-full`,
  ])('%j is none', (id) => {
    expect(kindOfExportId(id)).toBeUndefined();
    expect(subjectOfExportId(id)).toBeUndefined();
  });
});

/** The ids that the copying orchestrations of version 1.0 gave, as they split their ranges. */
function* oldIdsOfCopy(id: string, count: number): Generator<string> {
  yield id;
  if (count <= FAN_OUT) return;
  const parts = splitRange({ from: 0, count });
  for (const [index, part] of parts.entries()) yield* oldIdsOfCopy(`${id}-${index}`, part.count);
}

describe('the ids of inner orchestrations', () => {
  const run = { exportId: LONGEST_ID, runId: RUN_ID };

  function expectUsable(ids: readonly string[]): void {
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      if (id.length > 100 || /[/\\#?]/.test(id) || !id.startsWith(LONGEST_ID)) throw new Error(`Not usable: ${id}`);
      if (kindOfExportId(id) !== undefined) throw new Error(`Looks like an export: ${id}`);
    }
  }

  test.each([0, 1, 100, 101, 10_000, 10_001, 1_000_000])('of version 1.0 are all known for %i files', (files) => {
    const ids = [...allChildIds(run, 3, { folder: 'f', files })];
    expectUsable(ids);
    const unique = new Set(ids);
    for (const id of oldIdsOfCopy(childIds(run, 3).copy, files)) expect(unique.has(id)).toBe(true);
  });

  test.each([0, 1, 32, 33, 100, 10_000, 1_000_000])('are all known for %i files, and few', (files) => {
    const lanes = lanesOf({ from: 0, count: files }).length;
    const ids = [...allChildIds(run, 3, { folder: 'f', files, lanes })];
    expectUsable(ids);
    const ofLanes = lanes > 1 ? Array.from({ length: lanes }, (_, lane) => `${childIds(run, 3).copy}-${lane}`) : [];
    expect(ids.filter((id) => /copy-/.test(id))).toEqual(ofLanes);
  });

  test('come with every attempt, outer ones before inner ones', () => {
    const ids = [...allChildIds({ exportId: 'e', runId: RUN_ID }, 2, { folder: 'f', files: 40, lanes: 2 })];
    expect(ids).toEqual([
      'e~01234567~2~wait',
      'e~01234567~2~copy',
      'e~01234567~2~copy-0',
      'e~01234567~2~copy-1',
      'e~01234567~1~wait',
      'e~01234567~1~copy',
    ]);
    expect([...allChildIds({ exportId: 'e', runId: RUN_ID }, 1, undefined)]).toHaveLength(2);
  });

  test('differ between two runs of one export', () => {
    const version = { folder: 'f', files: 300, lanes: 6 };
    const ids = (runId: string) => [...allChildIds({ exportId: 'e', runId }, 3, version)];
    const first = new Set(ids(RUN_ID));
    expect(ids('76543210-89ab-cdef-0123-456789abcdef').filter((id) => first.has(id))).toEqual([]);
  });
});

describe('the lanes of a range', () => {
  test('cover it exactly, in order, none much longer than another', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(3_000_000), (from, count) => {
        const lanes = lanesOf({ from, count });
        let next = from;
        for (const lane of lanes) {
          expect(lane.from).toBe(next);
          expect(Math.abs(lane.count - count / lanes.length)).toBeLessThanOrEqual(1);
          next += lane.count;
        }
        expect(next).toBe(from + count);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [0, 1],
    [32, 1],
    [33, 2],
    [96, 3],
    [192, 6],
    [1_000_000, 6],
  ])('of %i files are %i: what a run has in hand at once is bounded', (count, lanes) => {
    expect(lanesOf({ from: 0, count })).toHaveLength(lanes);
    expect(lanes * LANE_WIDTH).toBeLessThanOrEqual(96);
  });

  test('are worked off from the front', () => {
    expect(dividedAt(96, { from: 10, count: 100 })).toEqual([
      { from: 10, count: 96 },
      { from: 106, count: 4 },
    ]);
    expect(dividedAt(96, { from: 10, count: 5 })).toEqual([
      { from: 10, count: 5 },
      { from: 15, count: 0 },
    ]);
  });
});

describe('the parts of a range in version 1.0', () => {
  test('cover it exactly, in order, and are few', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(3_000_000), (from, count) => {
        const parts = splitRange({ from, count });
        expect(parts.length).toBeLessThanOrEqual(FAN_OUT);
        let next = from;
        for (const part of parts) {
          expect(part.from).toBe(next);
          expect(part.count).toBeGreaterThan(0);
          next += part.count;
        }
        expect(next).toBe(from + count);
      }),
      { numRuns: 300 },
    );
  });

  test('are smaller than the range, so that splitting comes to an end', () => {
    fc.assert(
      fc.property(fc.integer({ min: FAN_OUT + 1, max: 3_000_000 }), (count) => {
        for (const part of splitRange({ from: 0, count })) expect(part.count).toBeLessThan(count);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [0, []],
    [1, [1]],
    [100, [100]],
    [101, [100, 1]],
    [10_001, [10_000, 1]],
  ])('of %i files have the sizes %j', (count, sizes) => {
    expect(splitRange({ from: 0, count }).map((part) => part.count)).toEqual(sizes);
  });
});
