import { parseDecimal } from '../../shared/decimal.ts';
import type { ExportKind } from '../../shared/export/kinds.ts';
import type { Cell, FocusRow } from '../../shared/focus/cell.ts';
import { FOCUS_COLUMNS } from '../../shared/focus/columns.ts';
import { type Batch, decimalAt, int64At, microsAt, textAt } from '../../shared/lines/batch.ts';
import { BatchBuilder, type Cell as RawCell } from '../../shared/lines/batchBuilder.ts';
import { tableColumns } from '../../shared/lines/dictionary.ts';

/** Lines of these attributes as the scanner would give them. */
export function batchOf(kind: ExportKind, lines: readonly Readonly<Record<string, string>>[]): Batch {
  const columns = tableColumns(kind);
  const builder = new BatchBuilder(columns, lines.length);
  for (const [index, line] of lines.entries()) {
    builder.add(
      columns.map(({ name, type }): RawCell => {
        if (name === 'LandingLine') return BigInt(index + 1);
        const text = line[name];
        if (text === undefined || (text === '' && type.type !== 'string')) return null;
        return type.type === 'decimal' ? (parseDecimal(text) ?? null) : text;
      }),
    );
  }
  return builder.take();
}

/** A row of mapped columns, by name. */
export function rowAt(batch: Batch, row: number): FocusRow {
  return Object.fromEntries(FOCUS_COLUMNS.map(({ name, type }, place) => [name, cellAt(batch, type.type, place, row)]));
}

function cellAt(batch: Batch, type: string, place: number, row: number): Cell {
  if (type === 'string') return textAt(batch, place, row);
  if (type === 'decimal') return decimalAt(batch, place, row);
  return type === 'timestamp' ? microsAt(batch, place, row) : int64At(batch, place, row);
}
