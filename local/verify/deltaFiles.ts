import { zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import type { BlobStore } from '../../shared/landing/blobStore.ts';
import { isRecord } from './landedVersions.ts';

/** A file that a table shows. */
export interface ShownFile {
  /** In the container. */
  readonly path: string;
  readonly partition: Readonly<Record<string, unknown>>;
}

const ENTRY = /\/(\d{20})\.json$/;
const CHECKPOINT = /\/(\d{20})\.checkpoint\.parquet$/;

/**
 * The files that a Delta table shows, read by a few lines that know of the protocol what they need: the newest whole checkpoint, and every entry
 * behind it. Undefined when there is no log. `table` ends in `/`. Source: PROTOCOL.md of github.com/delta-io/delta.
 */
export async function shownFiles(store: BlobStore, table: string): Promise<ShownFile[] | undefined> {
  const entries = new Map<number, string>();
  let checkpoint: { version: number; path: string } | undefined;
  for await (const { path } of store.list(`${table}_delta_log/`)) {
    const entry = ENTRY.exec(path);
    const whole = CHECKPOINT.exec(path);
    if (entry) entries.set(Number(entry[1]), path);
    if (whole && Number(whole[1]) > (checkpoint?.version ?? -1)) checkpoint = { version: Number(whole[1]), path };
  }
  if (!checkpoint && entries.size === 0) return undefined;
  const shown = new Map<string, ShownFile>();
  if (checkpoint) for (const action of await checkpointRows(store, checkpoint.path)) apply(shown, table, action);
  const behind = [...entries].filter(([version]) => version > (checkpoint?.version ?? -1)).sort(([a], [b]) => a - b);
  for (const [, path] of behind) {
    const text = (await store.get(path))?.bytes.toString('utf8') ?? '';
    for (const line of text.split('\n')) if (line !== '') apply(shown, table, JSON.parse(line));
  }
  return [...shown.values()];
}

async function checkpointRows(store: BlobStore, path: string): Promise<unknown[]> {
  const stored = await store.get(path);
  if (!stored) throw new Error(`${path} is gone.`);
  const file = new Uint8Array(stored.bytes).buffer;
  return parquetReadObjects({ file, compressors: { ZSTD: (input) => zstdDecompressSync(input) } });
}

function apply(shown: Map<string, ShownFile>, table: string, action: unknown): void {
  if (!isRecord(action)) return;
  const { add, remove } = action;
  if (isRecord(add) && typeof add.path === 'string') {
    const partition = isRecord(add.partitionValues) ? add.partitionValues : {};
    shown.set(add.path, { path: `${table}${decodeURIComponent(add.path)}`, partition });
  }
  if (isRecord(remove) && typeof remove.path === 'string') shown.delete(remove.path);
}
