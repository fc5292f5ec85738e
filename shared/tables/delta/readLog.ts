import type { BlobStore } from '../../landing/blobStore.ts';
import { type Action, parseEntry } from './actions.ts';
import { readCheckpoint } from './checkpoint.ts';
import { apply, emptySnapshot, type Snapshot } from './snapshot.ts';

/** A log that this program cannot read, and whose table it therefore leaves alone. */
export class UnreadableLog extends Error {
  override readonly name = 'UnreadableLog';
}

export function entryPath(table: string, version: number): string {
  return `${table}_delta_log/${String(version).padStart(20, '0')}.json`;
}

export function checkpointPath(table: string, version: number): string {
  return `${table}_delta_log/${String(version).padStart(20, '0')}.checkpoint.parquet`;
}

export function lastCheckpointPath(table: string): string {
  return `${table}_delta_log/_last_checkpoint`;
}

/** What `_last_checkpoint` says: a hint, which may be older than the newest checkpoint and is not trusted any further. */
export interface LastCheckpoint {
  version: number;
  /** Number of actions. */
  size: number;
  /** Files of a checkpoint in several parts, as some engines write. */
  parts?: number;
}

/**
 * Reads a table's log to its end: the newest checkpoint, then the entries behind it, however long the log is. `table` is its folder and ends in `/`.
 * Answers undefined when there is no table. Throws {@link UnreadableLog} for a log with a gap or of a form that this program does not know.
 */
export async function readLog(store: BlobStore, table: string): Promise<Snapshot | undefined> {
  const snapshot = (await fromHint(store, table)) ?? emptySnapshot();
  await readEntries(store, table, snapshot);
  if (snapshot.version >= 0) return snapshot;
  const found = await withoutHint(store, table);
  if (found) await readEntries(store, table, found);
  return found;
}

async function fromHint(store: BlobStore, table: string): Promise<Snapshot | undefined> {
  const stored = await store.get(lastCheckpointPath(table));
  if (!stored) return undefined;
  const hint = parsedHint(stored.bytes.toString('utf8'));
  if (!hint) return undefined;
  return fromCheckpoint(store, table, hint);
}

function parsedHint(text: string): LastCheckpoint | undefined {
  try {
    const hint: Partial<LastCheckpoint> | null = JSON.parse(text);
    if (typeof hint?.version !== 'number') return undefined;
    return { version: hint.version, size: hint.size ?? 0, ...(hint.parts ? { parts: hint.parts } : {}) };
  } catch {
    return undefined;
  }
}

/** Undefined when a part of it is gone: the entries before it may still be there. */
async function fromCheckpoint(
  store: BlobStore,
  table: string,
  { version, parts }: Pick<LastCheckpoint, 'version' | 'parts'>,
): Promise<Snapshot | undefined> {
  const snapshot = { ...emptySnapshot(), version, checkpointVersion: version };
  for (const path of checkpointFiles(table, version, parts)) {
    const stored = await store.get(path);
    if (!stored) return undefined;
    apply(snapshot, await checkpointActions(path, stored.bytes));
  }
  return snapshot;
}

function checkpointFiles(table: string, version: number, parts: number | undefined): string[] {
  const whole = checkpointPath(table, version);
  if (!parts) return [whole];
  const number = (n: number) => String(n).padStart(10, '0');
  return Array.from({ length: parts }, (_, index) =>
    whole.replace(/parquet$/, `${number(index + 1)}.${number(parts)}.parquet`),
  );
}

async function checkpointActions(path: string, bytes: Buffer): Promise<Action[]> {
  try {
    return await readCheckpoint(bytes);
  } catch (error) {
    throw new UnreadableLog(`${path} is no checkpoint: ${error instanceof Error ? error.message : error}`);
  }
}

/** Entries have numbers without a gap, so the first that is not there is the end: no listing, whatever the length of the log. */
async function readEntries(store: BlobStore, table: string, snapshot: Snapshot): Promise<void> {
  for (;;) {
    const stored = await store.get(entryPath(table, snapshot.version + 1));
    if (!stored) return;
    apply(snapshot, entryActions(entryPath(table, snapshot.version + 1), stored.bytes));
    snapshot.version++;
  }
}

function entryActions(path: string, bytes: Buffer): Action[] {
  try {
    return parseEntry(bytes.toString('utf8'));
  } catch {
    throw new UnreadableLog(`${path} is no log entry`);
  }
}

const CLASSIC = /\/_delta_log\/(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$/;

/** Neither a hint nor a first entry: no table, one whose owner has cleaned its log up, or one that has just been made. */
async function withoutHint(store: BlobStore, table: string): Promise<Snapshot | undefined> {
  let newest: { version: number; parts?: number } | undefined;
  let firstEntry: number | undefined;
  for await (const { path } of store.list(`${table}_delta_log/`)) {
    const entry = /\/(\d{20})\.json$/.exec(path);
    if (entry) firstEntry = Math.min(firstEntry ?? Number(entry[1]), Number(entry[1]));
    const checkpoint = CLASSIC.exec(path);
    const version = Number(checkpoint?.[1] ?? -1);
    if (checkpoint && version > (newest?.version ?? -1)) {
      newest = { version, ...(checkpoint[3] ? { parts: Number(checkpoint[3]) } : {}) };
    }
  }
  const snapshot = newest && (await fromCheckpoint(store, table, newest));
  if (snapshot) return snapshot;
  if (firstEntry === 0) return emptySnapshot();
  if (firstEntry !== undefined) throw new UnreadableLog(`the log of ${table} has no beginning and no checkpoint`);
  return undefined;
}
