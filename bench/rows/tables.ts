import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Figures, sumsJson } from '../../shared/analysis/figures.ts';
import { createGroupFold } from '../../shared/analysis/foldGroups.ts';
import { addNewValues, addSums } from '../../shared/analysis/foldSums.ts';
import type { BlobStore } from '../../shared/landing/blobStore.ts';
import { CLUSTER_BY, dictionaryOf, tableColumns } from '../../shared/lines/dictionary.ts';
import { LineScanner } from '../../shared/lines/lineScanner.ts';
import { ParquetWriter } from '../../shared/tables/parquet.ts';
import { scanFiles } from '../scanFiles.ts';
import { report } from './arguments.ts';

/** What an activity of an analysis does with a landed file: exact Parquet, figures and groups, from a local file to a local file. */
const [input = '', output = ''] = process.argv.slice(2);
const READ_BYTES = 4 * 1024 * 1024;
const kind = 'billedUsage';

/** Takes the file of groups and forgets it; nothing is read back where groups fit the memory. */
const store: Pick<BlobStore, 'putStream'> = {
  async putStream(_path, chunks) {
    let bytes = 0;
    for await (const chunk of chunks) bytes += chunk.length;
    return { bytes };
  },
};

const run = async (): Promise<void> => {
  const attributes = dictionaryOf(kind);
  const scanner = new LineScanner({ attributes, version: 'bench' });
  const writer = new ParquetWriter(tableColumns(kind), CLUSTER_BY);
  const groups = createGroupFold('usage', tableColumns(kind), store as BlobStore, 'scratch/');
  const figures: Figures = { report: scanner.report(), sums: new Map(), newValues: [] };
  async function* parquet(): AsyncGenerator<Uint8Array> {
    const chunks = createReadStream(input, { highWaterMark: READ_BYTES });
    for await (const batch of scanFiles(scanner, [{ name: 'lines.json', chunks }])) {
      addSums(figures.sums, attributes, batch);
      addNewValues(figures.newValues, attributes, batch);
      await groups.add(batch);
      yield writer.write(batch);
    }
    yield writer.finish();
  }
  await pipeline(Readable.from(parquet()), createWriteStream(output));
  await groups.write('groups');
  report({ rows: scanner.report().rows, sums: sumsJson(figures.sums) });
};
void run();
