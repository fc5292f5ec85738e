import { randomUUID } from 'node:crypto';
import { FOCUS_CLUSTER_BY, FOCUS_COLUMNS } from '../../focus/columns.ts';
import { HUB_COLUMNS, hubBatch } from '../../focus/hubColumns.ts';
import { focusTableFolder, tableFileName } from '../../landing/layout.ts';
import type { Batch } from '../../lines/batch.ts';
import type { AddedFile } from '../../tables/delta/commitPartition.ts';
import { ParquetWriter } from '../../tables/parquet.ts';
import { createByteChannel } from './byteChannel.ts';
import type { FocusServices } from './focusContext.ts';
import { focusPartition } from './focusMonth.ts';
import { attemptFolder, type FocusAttempt } from './focusPlan.ts';

/** Files that rows were written to; a file without rows counts as none. */
export interface WrittenRows {
  files: AddedFile[];
  hubFiles: string[];
}

/**
 * Writes rows to a new file of the table and, where there is a hub, to one for it, in one pass over the batches. Files that are left behind by what throws
 * are named by nothing.
 */
export async function writeRows(
  services: FocusServices,
  attempt: FocusAttempt,
  number: number,
  batches: AsyncIterable<Batch>,
): Promise<WrittenRows> {
  const { blobs, landing } = services;
  const uuid = randomUUID();
  const path = tableFileName(focusPartition(attempt), number, uuid);
  const hubPath = `${attemptFolder(landing.prefix, attempt)}hub-${String(number).padStart(6, '0')}-${uuid}.parquet`;
  const table = new ParquetWriter(FOCUS_COLUMNS, FOCUS_CLUSTER_BY);
  const hub = services.hub && new ParquetWriter(HUB_COLUMNS, FOCUS_CLUSTER_BY, 'SNAPPY');
  const toTable = createByteChannel();
  const toHub = hub && createByteChannel();

  async function fill(): Promise<void> {
    try {
      for await (const batch of batches) {
        await toTable.push(table.write(batch));
        if (hub) await toHub?.push(hub.write(hubBatch(batch)));
      }
      await toTable.push(table.finish());
      if (hub) await toHub?.push(hub.finish());
      toTable.end();
      toHub?.end();
    } catch (error) {
      toTable.fail(error);
      toHub?.fail(error);
      throw error;
    }
  }

  const filled = fill();
  const ends = await Promise.allSettled([
    blobs.putStream(`${focusTableFolder(landing.prefix)}${path}`, toTable.read()),
    toHub ? blobs.putStream(hubPath, toHub.read()) : undefined,
    filled,
  ]);
  // All have ended by now: nothing goes on behind the caller's back.
  const fault = ends.find((end) => end.status === 'rejected');
  if (fault) throw fault.reason;
  const [file] = ends;
  const statistics = table.statistics();
  if (file.status === 'rejected' || statistics.rows === 0) return { files: [], hubFiles: [] };
  return { files: [{ path, bytes: file.value.bytes, statistics }], hubFiles: toHub ? [hubPath] : [] };
}
