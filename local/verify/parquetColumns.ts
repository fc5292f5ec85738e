import { zstdDecompressSync } from 'node:zlib';
import { type FileMetaData, parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet';

/** A value as it stands in a Parquet file: a decimal as the whole number that is stored, everything else as the reader gives it. */
export type StoredValue = string | number | bigint | Date | null;

export interface ParquetContent {
  readonly rows: readonly Readonly<Record<string, StoredValue>>[];
  /** Decimals of a column, of those that hold exact numbers. */
  readonly scales: ReadonlyMap<string, number>;
  readonly metadata: FileMetaData;
}

const COMPRESSORS = { ZSTD: (input: Uint8Array) => zstdDecompressSync(input) };

/**
 * Reads columns of a Parquet file with a reader that shares nothing with the writer but the format. The reader makes doubles of decimals, so
 * their type is taken from the schema first: it then gives the sixteen bytes of each, from which the exact number is made here.
 */
export async function readParquet(
  bytes: Uint8Array,
  columns?: readonly string[],
  rowGroup?: number,
): Promise<ParquetContent> {
  const file = new Uint8Array(bytes).buffer;
  const metadata = parquetMetadata(file);
  const scales = new Map<string, number>();
  const schema = metadata.schema.map((element) => {
    if (element.converted_type !== 'DECIMAL') return element;
    scales.set(element.name, element.scale ?? 0);
    return withoutMeaning(element);
  });
  const before = metadata.row_groups.slice(0, rowGroup ?? 0).reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
  const range =
    rowGroup === undefined
      ? {}
      : { rowStart: before, rowEnd: before + Number(metadata.row_groups[rowGroup]?.num_rows ?? 0) };
  const read = await parquetReadObjects({
    file,
    metadata: { ...metadata, schema },
    compressors: COMPRESSORS,
    ...(columns === undefined ? {} : { columns: [...columns] }),
    ...range,
  });
  const rows = read.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, scales.has(name) ? exact(value) : (value ?? null)]),
    ),
  );
  return { rows, scales, metadata };
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
  const hex = Buffer.from(value).toString('hex');
  return BigInt.asIntN(value.length * 8, BigInt(`0x${hex}`));
}
