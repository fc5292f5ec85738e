import { constants, zstdCompressSync } from 'node:zlib';
import type { CompressionCodec, Encoding, PageHeader } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import type { ColumnVector, StringVector } from '../lines/batch.ts';
import { fixedDictionary } from './fixedDictionary.ts';
import { appendHybrid, appendRun, bitsFor } from './hybridEncoding.ts';
import { PageBytes } from './pageBytes.ts';
import { appendDecimals, appendTexts, appendWords } from './plainEncoding.ts';
import { PresentValues } from './presentValues.ts';
import { wordsOf } from './rowOrder.ts';

/** A column of a row group as bytes, and where its parts are. */
export interface ColumnChunkBytes {
  readonly parts: readonly Uint8Array[];
  readonly codec: CompressionCodec;
  readonly encodings: Encoding[];
  /** Sizes in bytes, headers of the pages included. */
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  /** Of the data page, from the beginning of the chunk; the dictionary, where there is one, is at 0. */
  readonly dataPageOffset: number;
  readonly hasDictionary: boolean;
  readonly nulls: number;
}

/** What pages are packed with: zstd is shorter, snappy is what some readers know alone. */
export type PackedCodec = 'ZSTD' | 'SNAPPY';

/** A chunk that is shorter is not worth the frame that it would be packed in. */
const LEAST_PACKED_BYTES = 200;
/** zstd's fastest usual level: what it leaves are mostly digits that nothing makes shorter. */
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * Writes the chunks of a file one after the other, each one data page, with a dictionary before it where that is shorter. A batch knows the
 * different texts of its columns already, so that none is looked up again: that is what makes the pages worth making here. The structures of
 * the format, headers and footer, are the library's.
 */
export class ColumnChunkWriter {
  readonly #codec: PackedCodec;
  readonly #dictionary = new PageBytes();
  readonly #data = new PageBytes();
  readonly #present = new PresentValues();

  constructor(codec: PackedCodec = 'ZSTD') {
    this.#codec = codec;
  }

  /** A chunk of the first `rows` values, in the order given. */
  write(vector: ColumnVector, rows: number, order: Int32Array | undefined): ColumnChunkBytes {
    this.#dictionary.clear();
    this.#data.clear();
    const entries = vector.type === 'string' ? this.#texts(vector, rows, order) : this.#fixed(vector, rows, order);
    const isPacked = this.#data.length + this.#dictionary.length >= LEAST_PACKED_BYTES;
    const codec = isPacked ? this.#codec : 'UNCOMPRESSED';
    const dictionary = entries === undefined ? [] : page(this.#dictionary, codec, dictionaryHeader(entries));
    const data = page(this.#data, codec, dataHeader(rows, entries === undefined ? 'PLAIN' : 'RLE_DICTIONARY'));
    const dataPageOffset = bytesOf(dictionary);
    const headers = (dictionary[0]?.length ?? 0) + (data[0]?.length ?? 0);
    return {
      parts: [...dictionary, ...data],
      codec,
      encodings: entries === undefined ? ['PLAIN', 'RLE'] : ['PLAIN', 'RLE', 'RLE_DICTIONARY'],
      compressedBytes: dataPageOffset + bytesOf(data),
      uncompressedBytes: headers + this.#dictionary.length + this.#data.length,
      dataPageOffset,
      hasDictionary: entries !== undefined,
      nulls: rows - this.#present.count,
    };
  }

  /** A column of texts; how many entries its dictionary has. */
  #texts(vector: StringVector, rows: number, order: Int32Array | undefined): number {
    const { size } = vector.dictionary;
    this.#present.takeTexts(vector, rows, order);
    appendTexts(this.#dictionary, vector.dictionary);
    this.#levels(rows);
    this.#indices(this.#present.words, size);
    return size;
  }

  /** A column of fixed width; how many entries its dictionary has, or undefined when its values stand there themselves. */
  #fixed(vector: Exclude<ColumnVector, StringVector>, rows: number, order: Int32Array | undefined): number | undefined {
    const column = wordsOf(vector);
    const present = this.#present;
    present.takeWords(column, rows, order);
    this.#levels(rows);
    const dictionary = fixedDictionary(present.words, present.count, column.width);
    const append = vector.type === 'decimal' ? appendDecimals : appendWords;
    if (dictionary === undefined) {
      append(this.#data, present.words, present.count, column.width);
      return undefined;
    }
    append(this.#dictionary, dictionary.words, dictionary.size, column.width);
    this.#indices(dictionary.indices, dictionary.size);
    return dictionary.size;
  }

  /** Which rows have a value, as Parquet's definition levels: their length in four bytes, then the runs. */
  #levels(rows: number): void {
    const data = this.#data;
    const { count, valid } = this.#present;
    data.appendUint32(0);
    if (count === rows || count === 0) appendRun(data, count === 0 ? 0 : 1, rows, 1);
    else appendHybrid(data, valid, rows, 1);
    data.putUint32(0, data.length - 4);
  }

  #indices(indices: Int32Array, entries: number): void {
    const bits = bitsFor(entries);
    this.#data.appendByte(bits);
    if (this.#present.count > 0) appendHybrid(this.#data, indices, this.#present.count, bits);
  }
}

/** Copies of the bytes, packed or as they are. */
const PACK: Readonly<Record<PackedCodec | 'UNCOMPRESSED', (bytes: Uint8Array) => Uint8Array>> = {
  ZSTD: (bytes) => zstdCompressSync(bytes, ZSTD),
  SNAPPY: (bytes) => snappyCompress(bytes),
  UNCOMPRESSED: (bytes) => bytes.slice(),
};

type HeaderOf = (uncompressedBytes: number, compressedBytes: number) => PageHeader;

function dictionaryHeader(entries: number): HeaderOf {
  return (uncompressedBytes, compressedBytes) => ({
    type: 'DICTIONARY_PAGE',
    uncompressed_page_size: uncompressedBytes,
    compressed_page_size: compressedBytes,
    dictionary_page_header: { num_values: entries, encoding: 'PLAIN' },
  });
}

/** Version 1 of data pages: every reader knows it. */
function dataHeader(rows: number, encoding: Encoding): HeaderOf {
  return (uncompressedBytes, compressedBytes) => ({
    type: 'DATA_PAGE',
    uncompressed_page_size: uncompressedBytes,
    compressed_page_size: compressedBytes,
    data_page_header: {
      num_values: rows,
      encoding,
      definition_level_encoding: 'RLE',
      repetition_level_encoding: 'RLE',
    },
  });
}

/** The header and the body of a page, copies both. */
function page(body: PageBytes, codec: PackedCodec | 'UNCOMPRESSED', headerOf: HeaderOf): Uint8Array[] {
  const bytes = PACK[codec](body.view());
  const header = new ByteWriter(64);
  writePageHeader(header, headerOf(body.length, bytes.length));
  return [header.getBytes(), bytes];
}

function bytesOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
