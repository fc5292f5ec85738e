import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { BlobStore } from '../../landing/blobStore.ts';
import type { Column } from '../../lines/columns.ts';
import { VERSION } from '../../version.ts';
import type { FileStatistics } from '../statistics.ts';
import { type Action, type Add, entryText, parseEntry } from './actions.ts';
import { keepCheckpoint } from './keepCheckpoint.ts';
import { entryPath, readLog, UnreadableLog } from './readLog.ts';
import { foreignProtocol, matchSchema, PROTOCOL, schemaString } from './schema.ts';
import { emptySnapshot, filesOf, rowsOf, type Snapshot } from './snapshot.ts';

/** A Parquet file that lies in the table's folder and is to be shown. Its path, relative to the table, is its URI as well: `A-Za-z0-9._=-/`. */
export interface AddedFile {
  path: string;
  bytes: number;
  statistics: FileStatistics;
}

/** One partition of a table, as it is to look after the commit. */
export interface PartitionCommit {
  /** The table's folder; ends in `/`. */
  table: string;
  columns: readonly Column[];
  /** Partition columns in their order, all of them text. */
  partition: Readonly<Record<string, string>>;
  files: readonly AddedFile[];
  /** Of this attempt alone: how a writer knows its own entry again. */
  attempt: string;
  /** Which state of what the partition shows; `order` grows with it. For readers only. */
  source: { appId: string; order: number; tags: Readonly<Record<string, string>> };
  /** Asked after the log was read to its end and before the entry is put: whether this state is still the one to show. */
  isCurrent(): Promise<boolean>;
}

export type CommitEnd =
  /** `version` is the table's; `rows` are of the partition. A checkpoint that failed is made by the next commit, and is worth a line in the log. */
  | { kind: 'committed'; version: number; rows: number; checkpointFailure?: string }
  /** Another state is to be shown by now, and whoever brings it commits it. */
  | { kind: 'superseded' }
  /** The table belongs to somebody else, or has a form that this program does not know: nothing was changed. */
  | { kind: 'foreign'; reason: string };

/** Races that one commit may lose. So many writers at once on one table are a fault, not a race. */
const MOST_TRIES = 100;

/**
 * Replaces all that a partition shows by these files, in one put-if-absent of the log's next entry: a reader sees the state before or the state
 * after, never a part, and of two writers one tries again on top of the other. Throws `LandingForbidden`, `LandingUnavailable`.
 */
export async function commitPartition(store: BlobStore, clock: Clock, commit: PartitionCommit): Promise<CommitEnd> {
  const rows = commit.files.reduce((sum, { statistics }) => sum + statistics.rows, 0);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const read = await readOwn(store, commit);
    if ('kind' in read) return read;
    const { snapshot, schema, schemaChanged } = read;
    if (shows(snapshot, commit)) return { kind: 'committed', version: snapshot.version, rows };
    if (!(await commit.isCurrent())) return { kind: 'superseded' };
    const version = snapshot.version + 1;
    const nowMs = clock.now().getTime();
    const actions = entryOf(snapshot, commit, { nowMs, schema, schemaChanged });
    if (await putEntry(store, commit, version, actions)) {
      const failure = await keepCheckpoint(store, commit.table, snapshot, { version, actions, nowMs });
      return { kind: 'committed', version, rows, ...(failure === undefined ? {} : { checkpointFailure: failure }) };
    }
  }
  throw new Error(`${commit.table}: ${MOST_TRIES} commits were lost to other writers.`);
}

/** The table as it stands, with the schema that it is to have; or why it is left alone. */
async function readOwn(
  store: BlobStore,
  { table, columns, partition }: PartitionCommit,
): Promise<{ snapshot: Snapshot; schema: string; schemaChanged: boolean } | (CommitEnd & { kind: 'foreign' })> {
  const partitionColumns = Object.keys(partition);
  let snapshot: Snapshot | undefined;
  try {
    snapshot = await readLog(store, table);
  } catch (error) {
    if (error instanceof UnreadableLog) return { kind: 'foreign', reason: error.message };
    throw error;
  }
  if (!snapshot) {
    return { snapshot: emptySnapshot(), schema: schemaString(columns, partitionColumns), schemaChanged: true };
  }
  const { protocol, metaData } = snapshot;
  const reason = foreignProtocol(protocol, metaData);
  if (reason !== undefined || !metaData) return { kind: 'foreign', reason: reason ?? 'it has no schema' };
  const match = matchSchema(metaData, columns, partitionColumns);
  if (!match.fits) return { kind: 'foreign', reason: match.reason };
  return { snapshot, schema: match.schemaString, schemaChanged: match.changed };
}

/** An earlier try of this attempt has committed: one path may not be removed and added in one entry. */
function shows(snapshot: Snapshot, { partition, files }: PartitionCommit): boolean {
  if (snapshot.version < 0 || files.length === 0) return false;
  const shown = filesOf(snapshot, partition);
  return shown.length === files.length && files.every(({ path }) => snapshot.files.has(path));
}

interface EntryParts {
  nowMs: number;
  schema: string;
  schemaChanged: boolean;
}

function entryOf(snapshot: Snapshot, commit: PartitionCommit, { nowMs, schema, schemaChanged }: EntryParts): Action[] {
  const { partition, files, source } = commit;
  const isNew = snapshot.version < 0;
  const before = snapshot.metaData ?? {
    id: randomUUID(),
    format: { provider: 'parquet', options: {} },
    partitionColumns: Object.keys(partition),
    configuration: {},
    createdTime: nowMs,
  };
  return [
    { commitInfo: commitInfo(commit, nowMs) },
    ...(isNew ? [{ protocol: PROTOCOL }] : []),
    ...(schemaChanged ? [{ metaData: { ...before, schemaString: schema } }] : []),
    ...filesOf(snapshot, partition).map(({ path, partitionValues, size }) => ({
      remove: {
        path,
        deletionTimestamp: nowMs,
        dataChange: true,
        extendedFileMetadata: true,
        partitionValues,
        size,
      },
    })),
    ...files.map((file) => ({ add: addOf(file, partition, source.tags, nowMs) })),
    { txn: { appId: source.appId, version: source.order, lastUpdated: nowMs } },
  ];
}

function commitInfo({ partition, attempt, source }: PartitionCommit, nowMs: number) {
  const predicate = Object.entries(partition).map(([column, value]) => `${column} = '${value}'`);
  return {
    timestamp: nowMs,
    operation: 'WRITE',
    operationParameters: {
      mode: 'Overwrite',
      partitionBy: JSON.stringify(Object.keys(partition)),
      predicate: predicate.join(' AND '),
    },
    isBlindAppend: false,
    engineInfo: `partner-billing-export/${VERSION}`,
    attempt,
    ...source.tags,
  };
}

function addOf(
  { path, bytes, statistics }: AddedFile,
  partition: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>>,
  nowMs: number,
): Add {
  const { rows, nullCounts, bounds } = statistics;
  const side = (which: 'min' | 'max') =>
    Object.fromEntries(Object.entries(bounds).map(([column, bound]) => [column, bound[which]]));
  return {
    path,
    partitionValues: { ...partition },
    size: bytes,
    modificationTime: nowMs,
    dataChange: true,
    stats: JSON.stringify({
      numRecords: rows,
      minValues: side('min'),
      maxValues: side('max'),
      nullCount: nullCounts,
    }),
    tags: { ...tags },
  };
}

/** Whether this attempt's entry stands there now. A put whose answer was lost is sent again, and is then refused by itself. */
async function putEntry(
  store: BlobStore,
  { table, attempt }: PartitionCommit,
  version: number,
  actions: readonly Action[],
): Promise<boolean> {
  const path = entryPath(table, version);
  if (await store.put(path, Buffer.from(entryText(actions)), { ifAbsent: true }, 'application/json')) return true;
  const standing = await store.get(path);
  if (!standing) return false;
  return parseEntry(standing.bytes.toString('utf8')).some(({ commitInfo: info }) => info?.attempt === attempt);
}

/** What a table shows now: its version, and its rows where all statistics say. Undefined when there is no table. */
export async function describeTable(
  store: BlobStore,
  table: string,
): Promise<{ version: number; rows: number | undefined } | undefined> {
  const snapshot = await readLog(store, table);
  return snapshot && { version: snapshot.version, rows: rowsOf(snapshot.files.values()) };
}
