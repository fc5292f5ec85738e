import { randomUUID } from 'node:crypto';
import { partitionOf, tableFileName, tableFolder } from '../../landing/layout.ts';
import { CLUSTER_BY, tableColumns } from '../../lines/dictionary.ts';
import type { LineBatch, LineScanner } from '../../lines/lineScanner.ts';
import type { AddedFile } from '../../tables/delta/commitPartition.ts';
import { ParquetWriter } from '../../tables/parquet.ts';
import type { AnalysisServices } from './analysisContext.ts';
import type { Target } from './target.ts';

/** Batches of a bundle, and what is done with each besides. */
export interface Source {
  target: Target;
  bundle: number;
  scanner: LineScanner;
  batches: AsyncGenerator<LineBatch>;
  take(batch: LineBatch): Promise<void>;
}

/**
 * Takes all batches and writes them to a new file of the table, until there is something that keeps the version out of it: then nothing is left of the file, and the
 * rest of the batches is not taken. Undefined then.
 */
export async function writeTableFile(
  { blobs, landing }: AnalysisServices,
  { target, bundle, scanner, batches, take }: Source,
): Promise<AddedFile | undefined> {
  const { kind, attributeSet } = target.subject;
  const writer = new ParquetWriter(tableColumns(kind), CLUSTER_BY);
  const path = tableFileName(partitionOf(target.subject), bundle, randomUUID());
  let unfit = false;
  async function* encoded(): AsyncGenerator<Uint8Array> {
    // Not `for await`, which would end the batches with the file.
    for (let next = await batches.next(); !next.done; next = await batches.next()) {
      await take(next.value);
      unfit = scanner.report().faults.length > 0;
      if (unfit) throw new Error('The version stays out of the table.');
      yield writer.write(next.value);
    }
    unfit = scanner.report().faults.length > 0;
    yield writer.finish();
  }
  try {
    const { bytes } = await blobs.putStream(`${tableFolder(landing.prefix, kind, attributeSet)}${path}`, encoded());
    return unfit ? undefined : { path, bytes, statistics: writer.statistics() };
  } catch (error) {
    if (unfit) return undefined;
    throw error;
  }
}
