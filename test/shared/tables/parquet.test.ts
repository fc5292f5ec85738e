import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openParquet } from '../../../local/verify/parquetColumns.ts';
import { BatchBuilder, type Cell } from '../../../shared/lines/batchBuilder.ts';
import type { Column } from '../../../shared/lines/columns.ts';
import { ParquetWriter } from '../../../shared/tables/parquet.ts';

const COLUMNS: readonly Column[] = [
  { name: 'text', type: { type: 'string' } },
  { name: 'amount', type: { type: 'decimal', scale: 20 } },
  { name: 'rate', type: { type: 'decimal', scale: 32 } },
  { name: 'day', type: { type: 'date' } },
  { name: 'time', type: { type: 'timestamp' } },
  { name: 'line', type: { type: 'int64' } },
];

interface Written {
  bytes: Buffer;
  writer: ParquetWriter;
}

function write(groups: readonly (readonly (readonly Cell[])[])[], clusterBy: readonly string[] = []): Written {
  const writer = new ParquetWriter(COLUMNS, clusterBy);
  const builder = new BatchBuilder(COLUMNS, Math.max(1, ...groups.map(({ length }) => length)));
  const parts = groups.map((rows) => {
    for (const row of rows) builder.add(row);
    return writer.write(builder.take());
  });
  return { bytes: Buffer.concat([...parts, writer.finish()]), writer };
}

/** The rows of a file as the cells that went in. */
async function read(bytes: Buffer): Promise<Cell[][]> {
  const file = openParquet(bytes);
  const { scales } = file;
  return (await file.read()).map((row) =>
    COLUMNS.map(({ name, type }): Cell => {
      const value = row[name] ?? null;
      if (value instanceof Date) return type.type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString();
      if (typeof value === 'number') return null;
      const scale = scales.get(name);
      return scale !== undefined && typeof value === 'bigint' ? { unscaled: value, scale } : value;
    }),
  );
}

const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 5 });
const small = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof(arbitrary, fc.constantFrom(...fc.sample(arbitrary, { seed: 7, numRuns: 3 })));
const day = fc
  .integer({ min: -719_162, max: 2_932_896 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const time = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const decimal = (scale: number) =>
  fc.bigInt({ min: 1n - 10n ** 38n, max: 10n ** 38n - 1n }).map((unscaled) => ({ unscaled, scale }));
const row = fc.tuple(
  nullable(small(fc.string({ unit: 'grapheme', maxLength: 20 }))),
  nullable(small(decimal(20))),
  nullable(small(decimal(32))),
  nullable(small(day)),
  nullable(small(time)),
  nullable(small(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))),
);

describe('another reader finds in the file what went in', () => {
  test('whatever it was, in as many row groups as there were batches', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(row, { maxLength: 40 }), { maxLength: 3 }), async (groups) => {
        const { bytes } = write(groups);
        expect(await read(bytes)).toEqual(groups.flat());
      }),
      { numRuns: 200 },
    );
  });

  test('in runs and in turns, of few values and of many', async () => {
    const lengths = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 300 })), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(lengths, fc.boolean(), async (runs, withNulls) => {
        const values = runs.flatMap(([length, value]) =>
          Array.from({ length }, (_, at) => (value % 3 === 0 ? value + at : value)),
        );
        const rows = values.map((value): Cell[] => {
          const isNull = withNulls && value % 7 === 0;
          return isNull
            ? [null, null, null, null, null, null]
            : [
                `t${value}`,
                { unscaled: BigInt(value), scale: 20 },
                { unscaled: -BigInt(value), scale: 32 },
                '2026-10-31',
                '2026-10-01T00:00:00.000Z',
                BigInt(value),
              ];
        });
        expect(await read(write([rows]).bytes)).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  test.each([0, 1, 2, 3, 7, 8, 9, 255, 256, 257, 5000])('of %i values, each another', async (count) => {
    const rows = Array.from({ length: count }, (_, at): Cell[] => [
      `text ${at}`,
      { unscaled: BigInt(at) ** 9n, scale: 20 },
      { unscaled: 10n ** 37n - BigInt(at), scale: 32 },
      new Date(at * 86_400_000).toISOString().slice(0, 10),
      new Date(at * 1000).toISOString(),
      BigInt(at) - 2500n,
    ]);
    expect(await read(write([rows]).bytes)).toEqual(rows);
  });
});

describe('rows that belong together stand together', () => {
  const rows: Cell[][] = ['b', 'a', null, 'b', 'a', 'c', 'b'].map((text, at) => [
    text,
    null,
    null,
    null,
    null,
    BigInt(at),
  ]);

  test('in the order of their first, null before; those that are alike keep theirs', async () => {
    const { bytes } = write([rows], ['line', 'text', 'nothing']);
    expect((await read(bytes)).map(([text, , , , , line]) => [text, line])).toEqual([
      [null, 2n],
      ['b', 0n],
      ['b', 3n],
      ['b', 6n],
      ['a', 1n],
      ['a', 4n],
      ['c', 5n],
    ]);
  });

  test('by several columns, the first of them first, and every column moves with its row', async () => {
    const two: readonly Column[] = ['x', 'y', 'z'].map((name) => ({ name, type: { type: 'string' } }));
    const writer = new ParquetWriter(two, ['x', 'y']);
    const builder = new BatchBuilder(two, 10);
    for (const cells of ['a1', 'b1', 'a2', 'b2', 'a1', 'b1']) builder.add([cells.charAt(0), cells.charAt(1), cells]);
    const bytes = Buffer.concat([writer.write(builder.take()), writer.finish()]);
    const read = await openParquet(bytes).read();
    expect(read.map(({ x, y, z }) => [`${x}${y}`, z])).toEqual(
      ['a1', 'a1', 'a2', 'b1', 'b1', 'b2'].map((cells) => [cells, cells]),
    );
  });
});

describe('what readers may know of a file without opening it', () => {
  const row = (time: string | null, day: string | null): Cell[] => [null, null, null, day, time, null];

  test('rows, nulls, and bounds of dates and times', () => {
    const { writer } = write([
      [row('2026-10-01T00:00:00.000Z', '2026-10-02'), row(null, null)],
      [row('9999-12-31T23:59:59.999Z', '0001-01-01'), row('2026-10-01T00:00:00.000Z', '2026-10-31')],
    ]);
    expect(writer.statistics()).toEqual({
      rows: 4,
      nullCounts: { text: 4, amount: 4, rate: 4, day: 1, time: 1, line: 4 },
      bounds: {
        day: { min: '0001-01-01', max: '2026-10-31' },
        time: { min: '2026-10-01T00:00:00.000Z', max: '9999-12-31T23:59:59.999Z' },
      },
    });
  });

  test.each([
    ['2026-10-01T00:00:00.000001Z', '2026-10-02T00:00:00Z'],
    ['2026-10-01T00:00:00Z', '2026-10-02T00:00:00.999999Z'],
  ])('no bounds of times that are finer than milliseconds: %s to %s', (min, max) => {
    expect(write([[row(max, null), row(min, null)]]).writer.statistics().bounds).toEqual({});
  });

  test('a bound finer than milliseconds that is not the last hides nothing', () => {
    const times = ['2026-10-01T00:00:00Z', '2026-10-01T00:00:00.5005Z', '2026-10-02T00:00:00Z'];
    expect(write([times.map((time) => row(time, null))]).writer.statistics().bounds).toEqual({
      time: { min: '2026-10-01T00:00:00.000Z', max: '2026-10-02T00:00:00.000Z' },
    });
  });

  test('of a file without rows', async () => {
    const { bytes, writer } = write([]);
    expect(writer.statistics()).toMatchObject({ rows: 0, bounds: {} });
    expect(openParquet(bytes).metadata.schema).toHaveLength(COLUMNS.length + 1);
  });
});

test('types are what Delta readers expect, and no feature is one that an old reader lacks', async () => {
  const { bytes } = write([[['a', { unscaled: 1n, scale: 20 }, null, '2026-10-31', '2026-10-01T00:00:00Z', 1n]]]);
  const { metadata } = openParquet(bytes);
  expect(metadata.version).toBe(1);
  expect(metadata.schema.slice(1).map(({ name, type, converted_type }) => [name, type, converted_type])).toEqual([
    ['text', 'BYTE_ARRAY', 'UTF8'],
    ['amount', 'FIXED_LEN_BYTE_ARRAY', 'DECIMAL'],
    ['rate', 'FIXED_LEN_BYTE_ARRAY', 'DECIMAL'],
    ['day', 'INT32', 'DATE'],
    ['time', 'INT64', 'TIMESTAMP_MICROS'],
    ['line', 'INT64', undefined],
  ]);
  expect(metadata.schema[5]?.logical_type).toEqual({ type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' });
  const used = metadata.row_groups.flatMap(({ columns }) =>
    columns.flatMap(({ meta_data }) => meta_data?.encodings ?? []),
  );
  expect(new Set(used)).toEqual(new Set(['PLAIN', 'RLE', 'RLE_DICTIONARY']));
});

test('a batch of other columns is a mistake that is seen', () => {
  const builder = new BatchBuilder(COLUMNS.toReversed(), 1);
  expect(() => new ParquetWriter(COLUMNS).write(builder.take())).toThrow('text');
});
