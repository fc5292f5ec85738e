import type { BlobStore } from '../../shared/landing/blobStore.ts';
import type { Attribute } from '../../shared/lines/columns.ts';
import type { ShownFile } from './deltaFiles.ts';
import { type LineContent, Sums } from './lineContent.ts';
import { NumberSet } from './numberSet.ts';
import { openParquet, type StoredRow, type StoredValue } from './parquetColumns.ts';

/** What the table should show of one export. */
export interface Wanted {
  readonly version: string;
  readonly lines: LineContent;
  readonly attributes: readonly Attribute[];
  readonly partition: Readonly<Record<string, string>>;
  /** Why the version may not be in the table, as its figures say. */
  readonly reason?: string;
}

/**
 * Reads what a table shows of an export, and holds it against its raw lines: each line once and no other, all of the one version, and every sum.
 * One sentence a difference.
 */
export async function checkTable(store: BlobStore, files: readonly ShownFile[], wanted: Wanted): Promise<string[]> {
  const own = files.filter(({ partition }) =>
    Object.entries(wanted.partition).every(([name, value]) => partition[name] === value),
  );
  const because = wanted.reason === undefined ? '' : ` (${wanted.reason})`;
  const expected = [...wanted.lines.rows.values()].reduce((sum, { size }) => sum + size, 0);
  if (own.length === 0) return expected === 0 ? [] : [`the table has no row of this export${because}`];
  const found = new TableRows(wanted.attributes);
  for (const { path } of own) await found.addFile(store, path);
  const others = [...found.versions].filter(([version]) => version !== wanted.version);
  if (others.length > 0) {
    return others.map(([version, rows]) => `the table shows ${rows} rows of version ${version}${because}`);
  }
  return [
    ...found.faults,
    ...lineDifferences(wanted.lines, found),
    ...wanted.lines.sums.differences(found.sums, 'in the table'),
  ];
}

function lineDifferences({ rows }: LineContent, found: TableRows): string[] {
  const names = new Set([...rows.keys(), ...found.rows.keys()]);
  return [...names].flatMap((name) => {
    const raw = rows.get(name) ?? new NumberSet();
    const table = found.rows.get(name) ?? new NumberSet();
    const [missing, foreign, twice] = [raw.missingIn(table), table.missingIn(raw), found.twice.get(name)];
    return [
      ...(missing.count > 0
        ? [`${name}: the table lacks ${missing.count} lines, the first is line ${missing.first}`]
        : []),
      ...(foreign.count > 0
        ? [`${name}: the table has ${foreign.count} lines that the file has not, the first is line ${foreign.first}`]
        : []),
      ...(twice
        ? [`${name}: the table has ${twice.count} lines more than once, the first is line ${twice.first}`]
        : []),
    ];
  });
}

/** What Parquet files hold of the lines of an export. */
class TableRows {
  readonly rows = new Map<string, NumberSet>();
  readonly twice = new Map<string, { count: number; first: number }>();
  readonly versions = new Map<string, number>();
  readonly sums = new Sums();
  readonly faults: string[] = [];
  readonly #amounts: readonly { name: string; currency: string }[];

  constructor(attributes: readonly Attribute[]) {
    this.#amounts = attributes.flatMap(({ name, currency }) => (currency === undefined ? [] : [{ name, currency }]));
  }

  /** One row group at a time. A file that is named and not there, or is no Parquet, is a difference like any other. */
  async addFile(store: BlobStore, path: string): Promise<void> {
    const stored = await store.get(path);
    if (!stored) {
      this.faults.push(`${path}: the table names it, and it is not there`);
      return;
    }
    const columns = new Set(['LandingVersion', 'LandingFile', 'LandingLine']);
    for (const { name, currency } of this.#amounts) columns.add(name).add(currency);
    try {
      const { metadata, scales, read } = openParquet(stored.bytes);
      for (const group of metadata.row_groups.keys()) {
        for (const row of await read([...columns], group)) this.#add(row, scales);
      }
    } catch (error) {
      this.faults.push(`${path}: it cannot be read: ${error instanceof Error ? error.message : error}`);
    }
  }

  #add(row: StoredRow, scales: ReadonlyMap<string, number>): void {
    const [version, file, line] = [text(row.LandingVersion), text(row.LandingFile), Number(row.LandingLine ?? -1)];
    this.versions.set(version, (this.versions.get(version) ?? 0) + 1);
    const numbers = this.rows.get(file) ?? new NumberSet();
    if (numbers.has(line)) {
      const twice = this.twice.get(file);
      this.twice.set(file, { count: (twice?.count ?? 0) + 1, first: Math.min(twice?.first ?? line, line) });
    }
    this.rows.set(file, numbers.add(line));
    for (const { name, currency } of this.#amounts) {
      const unscaled = row[name];
      if (typeof unscaled !== 'bigint') continue;
      this.sums.add(name, text(row[currency]), { unscaled, scale: scales.get(name) ?? 0 });
    }
  }
}

function text(value: StoredValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
