import type { Action, Add, MetaData, PartitionValues, Protocol, Remove, Txn } from './actions.ts';

/** The state of a table at one version of its log. */
export interface Snapshot {
  /** Number of the newest entry. */
  version: number;
  /** Number of the entry that the newest checkpoint holds; -1 when there is none. */
  checkpointVersion: number;
  protocol: Protocol | undefined;
  metaData: MetaData | undefined;
  /** By path: what the table shows. */
  files: Map<string, Add>;
  /** By path: what it showed before. */
  removed: Map<string, Remove>;
  /** By application id. */
  txns: Map<string, Txn>;
}

export function emptySnapshot(): Snapshot {
  return {
    version: -1,
    checkpointVersion: -1,
    protocol: undefined,
    metaData: undefined,
    files: new Map(),
    removed: new Map(),
    txns: new Map(),
  };
}

/** Brings a snapshot up to the next state. An action of a kind that it does not keep (`commitInfo`, `cdc`) changes nothing. */
export function apply(snapshot: Snapshot, actions: Iterable<Action>): void {
  for (const { protocol, metaData, add, remove, txn } of actions) {
    if (protocol) snapshot.protocol = protocol;
    if (metaData) snapshot.metaData = metaData;
    if (add) {
      snapshot.files.set(add.path, add);
      snapshot.removed.delete(add.path);
    }
    if (remove) {
      snapshot.files.delete(remove.path);
      snapshot.removed.set(remove.path, remove);
    }
    if (txn) snapshot.txns.set(txn.appId, txn);
  }
}

/** The files of one partition, whoever wrote them. */
export function filesOf(snapshot: Snapshot, partition: PartitionValues): Add[] {
  const wanted = Object.entries(partition);
  return [...snapshot.files.values()].filter(({ partitionValues }) =>
    wanted.every(([column, value]) => partitionValues[column] === value),
  );
}

/** Rows of some files, as their statistics say; undefined when one of them has none, as files of other writers may. */
export function rowsOf(files: Iterable<Add>): number | undefined {
  let rows = 0;
  for (const { stats } of files) {
    const numRecords = stats ? numRecordsOf(stats) : undefined;
    if (numRecords === undefined) return undefined;
    rows += numRecords;
  }
  return rows;
}

function numRecordsOf(stats: string): number | undefined {
  try {
    const { numRecords }: { numRecords?: unknown } = JSON.parse(stats);
    return typeof numRecords === 'number' ? numRecords : undefined;
  } catch {
    return undefined;
  }
}
