import { describe, expect, test } from '@jest/globals';
import { dateAt, decimalAt, int64At, isNullAt, microsAt, textAt } from '../../../shared/lines/batch.ts';
import { BatchBuilder, type Cell } from '../../../shared/lines/batchBuilder.ts';
import type { Column } from '../../../shared/lines/columns.ts';

const COLUMNS: readonly Column[] = [
  { name: 'text', type: { type: 'string' } },
  { name: 'amount', type: { type: 'decimal', scale: 20 } },
  { name: 'day', type: { type: 'date' } },
  { name: 'time', type: { type: 'timestamp' } },
  { name: 'line', type: { type: 'int64' } },
];
const ROWS: readonly (readonly Cell[])[] = [
  ['Müller & Söhne', { unscaled: -1250n, scale: 2 }, '2026-10-31', '2026-10-01T00:00:00.001Z', 2n ** 40n],
  ['', { unscaled: 10n ** 38n - 1n, scale: 20 }, '0001-01-01', '9999-12-31T23:59:59.999Z', -1n],
  [null, null, null, null, null],
  ['Müller & Söhne', { unscaled: 0n, scale: 0 }, '9999-12-31', '1969-12-31T23:59:59Z', 0n],
];

test('what is added is what is read', () => {
  const builder = new BatchBuilder(COLUMNS, ROWS.length);
  for (const row of ROWS) builder.add(row);
  expect(builder.full).toBe(true);
  const batch = builder.take();
  const texts = ROWS.map((_, row) => textAt(batch, 0, row));
  expect(texts).toEqual(['Müller & Söhne', '', undefined, 'Müller & Söhne']);
  expect(ROWS.map((_, row) => decimalAt(batch, 1, row)?.unscaled)).toEqual([
    -125n * 10n ** 19n,
    10n ** 38n - 1n,
    undefined,
    0n,
  ]);
  expect(ROWS.map((_, row) => dateAt(batch, 2, row))).toEqual(['2026-10-31', '0001-01-01', undefined, '9999-12-31']);
  expect(ROWS.map((_, row) => microsAt(batch, 3, row))).toEqual([
    1790812800001000n,
    253402300799999000n,
    undefined,
    -1000000n,
  ]);
  expect(ROWS.map((_, row) => int64At(batch, 4, row))).toEqual([2n ** 40n, -1n, undefined, 0n]);
  expect(COLUMNS.map((_, column) => isNullAt(batch, column, 2))).toEqual(COLUMNS.map(() => true));
  expect(COLUMNS.map((_, column) => isNullAt(batch, column, 1))).toEqual(COLUMNS.map(() => false));
});

test('the next batch knows nothing of the one before', () => {
  const builder = new BatchBuilder(COLUMNS, 2);
  for (const row of ROWS.slice(0, 2)) builder.add(row);
  expect(builder.take().rows).toBe(2);
  builder.add([null, null, null, null, null]);
  builder.add(['other', null, null, null, null]);
  const batch = builder.take();
  expect(batch.rows).toBe(2);
  expect(COLUMNS.map((_, column) => isNullAt(batch, column, 0))).toEqual(COLUMNS.map(() => true));
  expect(textAt(batch, 0, 1)).toBe('other');
});

describe('a value that does not fit is refused', () => {
  test.each<[string, readonly Cell[]]>([
    ['amount', [null, { unscaled: 1n, scale: 21 }]],
    ['amount', [null, { unscaled: 10n ** 18n, scale: 0 }]],
    ['amount', [null, '12.50']],
    ['day', [null, null, '2026-02-30']],
    ['time', [null, null, null, 'yesterday']],
    ['line', [null, null, null, null, 2n ** 63n]],
    ['text', [1n]],
  ])('%s', (column, cells) => {
    expect(() => new BatchBuilder(COLUMNS, 1).add(cells)).toThrow(column);
  });

  test('a row too many', () => {
    expect(() => new BatchBuilder(COLUMNS, 0).add([])).toThrow('full');
  });
});

test('a column is not read as another type', () => {
  const builder = new BatchBuilder(COLUMNS, 1);
  builder.add([]);
  const batch = builder.take();
  for (const [read, column] of [
    [textAt, 1],
    [decimalAt, 2],
    [dateAt, 3],
    [microsAt, 4],
    [int64At, 0],
    [isNullAt, 5],
  ] as const) {
    expect(() => read(batch, column, 0)).toThrow(TypeError);
  }
});
