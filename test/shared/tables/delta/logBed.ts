import type { Column } from '../../../../shared/lines/columns.ts';
import { type Action, parseEntry } from '../../../../shared/tables/delta/actions.ts';
import type { AddedFile, CommitEnd, PartitionCommit } from '../../../../shared/tables/delta/commitPartition.ts';
import { entryPath } from '../../../../shared/tables/delta/readLog.ts';
import type { MemoryBlobStore } from '../../../support/memoryBlobStore.ts';

export const TABLE = 'p/tables/billed_usage/';

export const COLUMNS: readonly Column[] = [
  { name: 'CustomerId', type: { type: 'string' } },
  { name: 'BillingPreTaxTotal', type: { type: 'decimal', scale: 20 } },
  { name: 'UsageDate', type: { type: 'date' } },
  { name: 'LandingLine', type: { type: 'int64' } },
];

export function file(name: string, rows = 1): AddedFile {
  return {
    path: `LandingInvoice=G1/${name}.zstd.parquet`,
    bytes: 100,
    statistics: {
      rows,
      nullCounts: { CustomerId: 0 },
      bounds: { UsageDate: { min: '2026-10-01', max: '2026-10-31' } },
    },
  };
}

/** A commit of one invoice; `attempt` also names its file. */
export function commitOf(attempt: string, change: Partial<PartitionCommit> = {}): PartitionCommit {
  return {
    table: TABLE,
    columns: COLUMNS,
    partition: { LandingInvoice: 'G1' },
    files: [file(attempt)],
    attempt,
    source: { appId: 'billed-usage-G1-full', order: 1, tags: { LandingVersion: `v-${attempt}` } },
    isCurrent: async () => true,
    ...change,
  };
}

export function committed(end: CommitEnd): CommitEnd & { kind: 'committed' } {
  if (end.kind !== 'committed') throw new Error(`ended ${JSON.stringify(end)}`);
  return end;
}

export function entryAt(store: MemoryBlobStore, version: number): Action[] {
  const blob = store.blobs.get(entryPath(TABLE, version));
  if (!blob) throw new Error(`no entry ${version}`);
  return parseEntry(blob.bytes.toString());
}

/** What another engine would write as the next entry. */
export function strangersEntry(store: MemoryBlobStore, version: number, actions: readonly object[]): void {
  const text = actions.map((action) => JSON.stringify(action)).join('\n');
  store.blobs.set(entryPath(TABLE, version), {
    bytes: Buffer.from(text),
    etag: `"s${version}"`,
    lastModified: new Date(0),
  });
}

/** The paths that a table shows, by a reader of the log that shares no code with the writer: every entry from the first, no checkpoint. */
export function shownBy(store: MemoryBlobStore): string[] {
  const shown = new Set<string>();
  for (let version = 0; store.blobs.has(entryPath(TABLE, version)); version++) {
    const lines = store.blobs.get(entryPath(TABLE, version))?.bytes.toString().split('\n') ?? [];
    const removed = new Set<string>();
    for (const line of lines.filter(Boolean)) {
      const { add, remove } = JSON.parse(line);
      if (remove) {
        removed.add(remove.path);
        if (!shown.delete(remove.path)) throw new Error(`entry ${version} removes ${remove.path}, which is not shown`);
      }
      if (add) {
        if (removed.has(add.path)) throw new Error(`entry ${version} removes and adds ${add.path}`);
        if (shown.has(add.path)) throw new Error(`entry ${version} adds ${add.path} a second time`);
        shown.add(add.path);
      }
    }
  }
  return [...shown].sort();
}
