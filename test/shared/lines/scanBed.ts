import { dateAt, decimalAt, int64At, microsAt, textAt } from '../../../shared/lines/batch.ts';
import { type Attribute, attributes, type ColumnType } from '../../../shared/lines/columns.ts';
import { LANDING_COLUMNS } from '../../../shared/lines/dictionary.ts';
import { type LineBatch, LineScanner } from '../../../shared/lines/lineScanner.ts';
import type { ScanReport } from '../../../shared/lines/scanReport.ts';

/** A small dictionary with each type of column. */
export const BED_ATTRIBUTES = attributes(`
  Text     STRING         basic always
  Other    STRING         basic always
  Amount   DECIMAL(38,20) basic always in Currency
  Currency STRING         basic always
  Rate     DECIMAL(38,32) basic always
  Day      DATE           basic always
  Moment   TIMESTAMP      basic always
`);

/** A value as a test compares it: texts, days as `YYYY-MM-DD`, moments in microseconds, decimals as unscaled whole numbers of their column. */
export type Value = string | bigint | null;
export interface ScannedRow {
  readonly [column: string]: Value;
}

export interface Scanned {
  readonly rows: ScannedRow[];
  readonly report: ScanReport;
  /** JSON texts of amounts that did not fit. */
  readonly unfitAmounts: string[];
  readonly batches: number;
}

export interface BedOptions {
  readonly attributes?: readonly Attribute[];
  readonly rowsPerBatch?: number;
  /** Cuts each file into chunks of this many bytes. */
  readonly chunkBytes?: number;
}

/** Scans files, each the bytes of a name, and reads every row back. */
export function scan(files: Readonly<Record<string, string | Uint8Array>>, options: BedOptions = {}): Scanned {
  const { attributes: known = BED_ATTRIBUTES, chunkBytes = 64 * 1024, rowsPerBatch = 64 } = options;
  const scanner = new LineScanner({ attributes: known, version: '20261101T000000Z-0a1b2c3d', rowsPerBatch });
  const scanned: ScannedRow[] = [];
  const unfitAmounts: string[] = [];
  let batches = 0;
  const take = (made: Iterable<LineBatch>) => {
    for (const batch of made) {
      batches++;
      for (let row = 0; row < batch.rows; row++) scanned.push(readRow(known, batch, row));
      unfitAmounts.push(...batch.unfitAmounts.map(({ json }) => json));
    }
  };
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    scanner.beginFile(name);
    for (let at = 0; at < bytes.length; at += chunkBytes) take(scanner.scan(bytes.subarray(at, at + chunkBytes)));
    take(scanner.endFile());
  }
  take(scanner.finish());
  return { rows: scanned, report: scanner.report(), unfitAmounts, batches };
}

function readRow(known: readonly Attribute[], batch: LineBatch, row: number): ScannedRow {
  const columns = [...known, ...LANDING_COLUMNS];
  return Object.fromEntries(columns.map(({ name, type }, column) => [name, valueAt(batch, type.type, column, row)]));
}

function valueAt(batch: LineBatch, type: ColumnType['type'], column: number, row: number): Value {
  switch (type) {
    case 'string':
      return textAt(batch, column, row) ?? null;
    case 'decimal':
      return decimalAt(batch, column, row)?.unscaled ?? null;
    case 'date':
      return dateAt(batch, column, row) ?? null;
    case 'timestamp':
      return microsAt(batch, column, row) ?? null;
    case 'int64':
      return int64At(batch, column, row) ?? null;
    case 'int32':
      throw new Error('No attribute has 32 bits.');
  }
}
