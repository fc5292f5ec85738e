/**
 * What a reader may know of a Parquet file without opening it. Bounds are of dates (`2026-10-01`) and of times that are whole milliseconds
 * (`2026-10-01T00:00:00.000Z`) only: a bound that is cut or rounded makes a reader skip rows that are there.
 */
export interface FileStatistics {
  rows: number;
  /** By column, of every column of the file. */
  nullCounts: Record<string, number>;
  /** By column; a column that is null throughout has none. */
  bounds: Record<string, { min: string; max: string }>;
}
