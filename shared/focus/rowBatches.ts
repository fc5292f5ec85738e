import type { Batch } from '../lines/batch.ts';
import { BatchBuilder, type Cell as StoredCell } from '../lines/batchBuilder.ts';
import type { Column } from '../lines/columns.ts';
import type { Cell, FocusRow } from './cell.ts';
import { FOCUS_COLUMNS } from './columns.ts';

const ROWS_PER_BATCH = 8_192;

/** Single rows as batches. A batch must be read before the next is asked for. */
export async function* rowBatches(rows: AsyncIterable<FocusRow> | Iterable<FocusRow>): AsyncGenerator<Batch> {
  const builder = new BatchBuilder(FOCUS_COLUMNS, ROWS_PER_BATCH);
  for await (const row of rows) {
    builder.add(FOCUS_COLUMNS.map((column) => stored(column, row[column.name])));
    if (builder.full) yield builder.take();
  }
  if (builder.rows > 0) yield builder.take();
}

function stored({ type }: Column, cell: Cell): StoredCell {
  if (cell === undefined || cell === '') return null;
  if (type.type === 'timestamp' && typeof cell === 'bigint') return new Date(Number(cell / 1000n)).toISOString();
  return cell;
}
