/** What a column of a table holds. Every column may be null. Delta and Parquet types of the same meaning are chosen in `tables/`. */
export type ColumnType =
  | { readonly type: 'string' }
  /** Exact, at most 38 digits, `scale` of them behind the point. */
  | { readonly type: 'decimal'; readonly scale: number }
  /** A day without a zone. */
  | { readonly type: 'date' }
  /** Microseconds since 1970 in UTC. */
  | { readonly type: 'timestamp' }
  | { readonly type: 'int64' }
  /** For readers that take no wider one. */
  | { readonly type: 'int32' };

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Digits of a decimal column before and behind the point together: the most that Parquet readers take. */
export const DECIMAL_PRECISION = 38;

/** An attribute of Microsoft's lines that is known, and so has a column of its own. */
export interface Attribute extends Column {
  /** Part of the attribute set `basic`; every attribute is part of `full`. */
  readonly basic: boolean;
  /** Whose lines of the set `full` always have the key, though its value may be `""`: all, those of invoices, or nobody's. */
  readonly presence: 'always' | 'billed' | 'sometimes';
  /** Of an amount, which figures sum up: the attribute that names its currency. */
  readonly currency?: string;
}

const ROW =
  /^(\w+) +(STRING|DATE|TIMESTAMP|DECIMAL\(38,(\d+)\)) +(basic|full) +(always|billed|sometimes)(?: +in (\w+))?$/;

/** Reads a table of attributes: name, type, smallest set that has it, presence, and of an amount `in` and its currency's name. */
export function attributes(table: string): readonly Attribute[] {
  const rows = table.trim().split('\n');
  return rows.map((row) => {
    const match = ROW.exec(row.trim());
    if (!match) throw new Error(`Not a row of a table of attributes: ${row}`);
    const [, name = '', type = '', scale = '', set, presence, currency] = match;
    return {
      name,
      type: columnType(type, Number(scale)),
      basic: set === 'basic',
      presence: presence === 'always' || presence === 'billed' ? presence : 'sometimes',
      ...(currency === undefined ? {} : { currency }),
    };
  });
}

function columnType(type: string, scale: number): ColumnType {
  if (type === 'STRING') return { type: 'string' };
  if (type === 'DATE') return { type: 'date' };
  return type === 'TIMESTAMP' ? { type: 'timestamp' } : { type: 'decimal', scale };
}
