import type { ColumnChunk, ParquetType, RowGroup, SchemaElement } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import type { Batch } from '../lines/batch.ts';
import type { Column, ColumnType } from '../lines/columns.ts';
import { DECIMAL_PRECISION } from '../lines/columns.ts';
import { VERSION } from '../version.ts';
import { Bounds } from './bounds.ts';
import { type ColumnChunkBytes, ColumnChunkWriter, type PackedCodec } from './columnChunk.ts';
import { MAX_BITS } from './hybridEncoding.ts';
import { rowOrder } from './rowOrder.ts';
import type { FileStatistics } from './statistics.ts';

const MAGIC = Buffer.from('PAR1');

/**
 * A Parquet file, made a batch at a time: exact decimals of 38 digits, times as microseconds in UTC, texts by dictionary, zstd; nothing that an
 * old reader does not know. Each batch is a row group. Memory does not grow with the file, but for about ten kilobytes a row group.
 */
export class ParquetWriter {
  readonly #columns: readonly Column[];
  readonly #clusterBy: readonly number[];
  readonly #chunks: ColumnChunkWriter;
  readonly #rowGroups: RowGroup[] = [];
  readonly #nullCounts: number[];
  readonly #bounds: readonly Bounds[];
  #rows = 0;
  #bytes = 0;

  /** Rows of a batch are put in the order of the columns `clusterBy`, as far as the file has them. */
  constructor(columns: readonly Column[], clusterBy: readonly string[] = [], codec: PackedCodec = 'ZSTD') {
    this.#chunks = new ColumnChunkWriter(codec);
    this.#columns = columns;
    this.#clusterBy = clusterBy.map((name) => columns.findIndex((column) => column.name === name));
    this.#nullCounts = columns.map(() => 0);
    this.#bounds = columns.map(() => new Bounds());
  }

  /** The next bytes of the file. The batch is not needed any more. */
  write(batch: Batch): Uint8Array {
    const { rows, columns: vectors } = batch;
    if (rows >= 2 ** MAX_BITS) throw new RangeError(`A row group takes fewer than ${2 ** MAX_BITS} rows.`);
    const parts: Uint8Array[] = this.#bytes === 0 ? [MAGIC] : [];
    let offset = this.#bytes + (parts[0]?.length ?? 0);
    const order = rowOrder(batch, this.#clusterBy);
    const columns: ColumnChunk[] = [];
    for (const [index, column] of this.#columns.entries()) {
      const vector = vectors[index];
      if (vector?.type !== column.type.type) throw new TypeError(`The batch has no such column ${column.name}.`);
      const chunk = this.#chunks.write(vector, rows, order);
      parts.push(...chunk.parts);
      columns.push(chunkMetadata(column, chunk, offset, rows));
      offset += chunk.compressedBytes;
      this.#nullCounts[index] = (this.#nullCounts[index] ?? 0) + chunk.nulls;
      this.#bounds[index]?.add(vector, rows);
    }
    const total = (of: (chunk: ColumnChunk) => bigint | undefined) =>
      columns.reduce((sum, chunk) => sum + (of(chunk) ?? 0n), 0n);
    this.#rowGroups.push({
      columns,
      total_byte_size: total(({ meta_data }) => meta_data?.total_uncompressed_size),
      total_compressed_size: total(({ meta_data }) => meta_data?.total_compressed_size),
      num_rows: BigInt(rows),
    });
    this.#rows += rows;
    this.#bytes = offset;
    return Buffer.concat(parts);
  }

  /** The last bytes of the file. A file without rows is a file, too. */
  finish(): Uint8Array {
    const footer = new ByteWriter();
    writeMetadata(footer, {
      version: 1,
      created_by: `partner-billing-export version ${VERSION}`,
      schema: [{ name: 'schema', num_children: this.#columns.length }, ...this.#columns.map(schemaElement)],
      num_rows: BigInt(this.#rows),
      row_groups: this.#rowGroups,
      metadata_length: 0,
    });
    return Buffer.concat([...(this.#bytes === 0 ? [MAGIC] : []), footer.getBytes(), MAGIC]);
  }

  /** Of all batches so far. */
  statistics(): FileStatistics {
    const nullCounts: FileStatistics['nullCounts'] = {};
    const bounds: FileStatistics['bounds'] = {};
    for (const [index, { name }] of this.#columns.entries()) {
      nullCounts[name] = this.#nullCounts[index] ?? 0;
      const texts = this.#bounds[index]?.texts();
      if (texts) bounds[name] = texts;
    }
    return { rows: this.#rows, nullCounts, bounds };
  }
}

function chunkMetadata(column: Column, chunk: ColumnChunkBytes, offset: number, rows: number): ColumnChunk {
  return {
    file_offset: BigInt(offset),
    meta_data: {
      type: physicalType(column.type),
      encodings: chunk.encodings,
      path_in_schema: [column.name],
      codec: chunk.codec,
      num_values: BigInt(rows),
      total_uncompressed_size: BigInt(chunk.uncompressedBytes),
      total_compressed_size: BigInt(chunk.compressedBytes),
      data_page_offset: BigInt(offset + chunk.dataPageOffset),
      ...(chunk.hasDictionary ? { dictionary_page_offset: BigInt(offset) } : {}),
      statistics: { null_count: BigInt(chunk.nulls) },
    },
  };
}

function physicalType({ type }: ColumnType): ParquetType {
  if (type === 'string') return 'BYTE_ARRAY';
  if (type === 'decimal') return 'FIXED_LEN_BYTE_ARRAY';
  return type === 'date' || type === 'int32' ? 'INT32' : 'INT64';
}

/** Old readers know the converted type, new ones the logical one. */
function schemaElement({ name, type }: Column): SchemaElement {
  const element: SchemaElement = { name, type: physicalType(type), repetition_type: 'OPTIONAL' };
  switch (type.type) {
    case 'string':
      return { ...element, converted_type: 'UTF8', logical_type: { type: 'STRING' } };
    case 'decimal': {
      const size = { precision: DECIMAL_PRECISION, scale: type.scale };
      return {
        ...element,
        type_length: 16,
        converted_type: 'DECIMAL',
        ...size,
        logical_type: { type: 'DECIMAL', ...size },
      };
    }
    case 'date':
      return { ...element, converted_type: 'DATE', logical_type: { type: 'DATE' } };
    case 'timestamp':
      return {
        ...element,
        converted_type: 'TIMESTAMP_MICROS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
      };
    case 'int64':
    case 'int32':
      return element;
  }
}
