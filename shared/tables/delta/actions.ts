/**
 * The actions of a Delta log as this program reads and writes them, one JSON object a line. Members that it does not know are kept where an
 * action is copied. Source: PROTOCOL.md of github.com/delta-io/delta, section "Actions".
 */
export interface Protocol {
  minReaderVersion: number;
  minWriterVersion: number;
  readerFeatures?: string[];
  writerFeatures?: string[];
}

export interface MetaData {
  id: string;
  name?: string | null;
  description?: string | null;
  format: { provider: string; options: Record<string, string> };
  schemaString: string;
  partitionColumns: string[];
  configuration: Record<string, string>;
  createdTime?: number | null;
}

export type PartitionValues = Record<string, string | null>;

/** A file that the table shows. `path` is relative to the table and URL-encoded; `stats` is JSON text. */
export interface Add {
  path: string;
  partitionValues: PartitionValues;
  size: number;
  modificationTime: number;
  dataChange: boolean;
  stats?: string | null;
  tags?: Record<string, string | null> | null;
}

/** A file that the table shows no longer; older states still read it until somebody's `VACUUM`. Times in ms since 1970. */
export interface Remove {
  path: string;
  deletionTimestamp?: number | null;
  dataChange: boolean;
  extendedFileMetadata?: boolean | null;
  partitionValues?: PartitionValues | null;
  size?: number | null;
}

export interface Txn {
  appId: string;
  version: number;
  lastUpdated?: number | null;
}

/** Who wrote an entry, for people; `attempt` is how a writer knows its own entry again when the answer to its put was lost. */
export interface CommitInfo {
  attempt?: string;
  [name: string]: unknown;
}

/** One line of a log entry. A line of a kind that is not here has no member of these. */
export interface Action {
  protocol?: Protocol;
  metaData?: MetaData;
  add?: Add;
  remove?: Remove;
  txn?: Txn;
  commitInfo?: CommitInfo;
}

export function entryText(actions: readonly Action[]): string {
  return actions.map((action) => `${JSON.stringify(action)}\n`).join('');
}

/** Throws a SyntaxError when a line is no JSON: then it is not a Delta log. */
export function parseEntry(text: string): Action[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Action => JSON.parse(line));
}
