import { zstdDecompressSync } from 'node:zlib';
import { type FileMetaData, parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet';

/** A value as it stands in a Parquet file: a decimal as the whole number that is stored, everything else as the reader gives it. */
export type StoredValue = string | number | bigint | Date | null;
export type StoredRow = Readonly<Record<string, StoredValue>>;

export interface ParquetFile {
  readonly metadata: FileMetaData;
  /** Decimals of a column, of those that hold exact numbers. */
  readonly scales: ReadonlyMap<string, number>;
  /** The rows of one row group, or of all; of some columns, or of all. */
  read(columns?: readonly string[], rowGroup?: number): Promise<StoredRow[]>;
}

const COMPRESSORS = { ZSTD: (input: Uint8Array) => zstdDecompressSync(input) };

/**
 * Opens a Parquet file with a reader that shares nothing with the writer but the format. The reader makes doubles of decimals, so their type is
 * taken from the schema first: it then gives the bytes of each, from which the exact number is made here.
 */
export function openParquet(bytes: Uint8Array): ParquetFile {
  const file = new Uint8Array(bytes).buffer;
  const metadata = parquetMetadata(file);
  const decimals = metadata.schema.filter(({ converted_type }) => converted_type === 'DECIMAL');
  const scales = new Map(decimals.map(({ name, scale }) => [name, scale ?? 0]));
  const schema = metadata.schema.map((element) => (scales.has(element.name) ? withoutMeaning(element) : element));
  return {
    metadata,
    scales,
    read: async (columns, rowGroup) => {
      const read = await parquetReadObjects({
        file,
        metadata: { ...metadata, schema },
        compressors: COMPRESSORS,
        ...(columns === undefined ? {} : { columns: [...columns] }),
        ...(rowGroup === undefined ? {} : rangeOf(metadata, rowGroup)),
      });
      return read.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, scales.has(name) ? exact(value) : (value ?? null)]),
        ),
      );
    },
  };
}

function rangeOf({ row_groups: groups }: FileMetaData, rowGroup: number): { rowStart: number; rowEnd: number } {
  const rows = groups.map(({ num_rows }) => Number(num_rows));
  const rowStart = rows.slice(0, rowGroup).reduce((sum, count) => sum + count, 0);
  return { rowStart, rowEnd: rowStart + (rows[rowGroup] ?? 0) };
}

function withoutMeaning({ name, type, type_length, repetition_type }: SchemaElement): SchemaElement {
  return {
    name,
    ...(type === undefined ? {} : { type }),
    ...(type_length === undefined ? {} : { type_length }),
    ...(repetition_type === undefined ? {} : { repetition_type }),
  };
}

/** Two's complement, the highest byte first. */
function exact(value: unknown): bigint | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(value);
  if (!(value instanceof Uint8Array)) throw new TypeError('A decimal is stored in a way that is not known.');
  return BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString('hex')}`));
}
