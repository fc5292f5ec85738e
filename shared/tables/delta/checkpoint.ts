import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects, type SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Action } from './actions.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * A checkpoint is a Parquet file of the table's state: a row an action, a column a kind of action (classic single file, V1). Without it a reader
 * walks the whole log. Source: PROTOCOL.md, "Checkpoint Schema".
 */
export function writeCheckpoint(snapshot: Snapshot, nowMs: number): { bytes: Uint8Array; actions: number } {
  const rows = checkpointActions(snapshot, nowMs);
  const column = (name: keyof Action) => ({ name, data: rows.map((row) => row[name] ?? null) });
  const columnData = (['txn', 'add', 'remove', 'metaData', 'protocol'] as const).map(column);
  const buffer = parquetWriteBuffer({ schema: SCHEMA, columnData, rowGroupSize: 50_000, statistics: false });
  return { bytes: new Uint8Array(buffer), actions: rows.length };
}

/** Throws when the bytes are no checkpoint. Some engines write int64 columns that become bigints here; all of them fit a number. */
export async function readCheckpoint(bytes: Buffer): Promise<Action[]> {
  const file = new Uint8Array(bytes).buffer;
  const rows = await parquetReadObjects({ file, compressors: COMPRESSORS });
  return rows.map((row) => presentOnly(row) as Action);
}

/** Besides Snappy, which the reader knows itself: what other engines' checkpoints may be packed with. */
const COMPRESSORS = {
  ZSTD: (input: Uint8Array) => zstdDecompressSync(input),
  GZIP: (input: Uint8Array) => gunzipSync(input),
};

/** How long a removed file is remembered, by the property of the table, in ms. Source: Delta's default is an interval of one week. */
export function tombstoneAgeMs(configuration: Readonly<Record<string, string>>): number {
  const text = configuration['delta.deletedFileRetentionDuration'] ?? 'interval 1 week';
  const match = /^(?:interval\s+)?(\d+)\s+(minute|hour|day|week)s?$/i.exec(text.trim());
  // What cannot be read is kept longer than anybody asks for: a reader of an old state may still need it.
  if (!match) return 90 * UNIT_MS.day;
  return Number(match[1]) * (UNIT_MS[match[2]?.toLowerCase() as keyof typeof UNIT_MS] ?? UNIT_MS.week);
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 };

function checkpointActions(snapshot: Snapshot, nowMs: number): Action[] {
  const { protocol, metaData, files, removed, txns } = snapshot;
  const oldestMs = nowMs - tombstoneAgeMs(metaData?.configuration ?? {});
  return [
    ...(protocol ? [{ protocol }] : []),
    ...(metaData ? [{ metaData }] : []),
    ...[...txns.values()].map((txn) => ({ txn })),
    ...[...files.values()].map((add) => ({ add: { ...add, dataChange: false } })),
    ...[...removed.values()]
      .filter(({ deletionTimestamp }) => (deletionTimestamp ?? 0) > oldestMs)
      .map((remove) => ({ remove: { ...remove, dataChange: false } })),
  ].map((action) => withLongs(action) as Action);
}

const LONGS = new Set(['size', 'modificationTime', 'deletionTimestamp', 'createdTime', 'lastUpdated', 'version']);

/** The Parquet writer takes 64-bit integers as bigints. */
function withLongs(value: unknown, name = ''): unknown {
  if (typeof value === 'number') return LONGS.has(name) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withLongs(member, key)]));
}

/** Columns of Parquet are always there; members of a JSON action only where they have a value. */
function presentOnly(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(presentOnly);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, presentOnly(member)]));
}

const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'OPTIONAL',
});
const plain = (name: string, type: 'INT32' | 'INT64' | 'BOOLEAN'): SchemaElement => ({
  name,
  type,
  repetition_type: 'OPTIONAL',
});
const texts = (name: string): SchemaElement[] => [
  { name, converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  text('element'),
];
const textMap = (name: string): SchemaElement[] => [
  { name, converted_type: 'MAP', repetition_type: 'OPTIONAL', num_children: 1 },
  { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
  { ...text('key'), repetition_type: 'REQUIRED' },
  text('value'),
];
/** A struct of members; the number of its direct children is told, since lists and maps are several elements each. */
const struct = (name: string, children: number, ...members: (SchemaElement | SchemaElement[])[]): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: children },
  ...members.flat(),
];

const SCHEMA: SchemaElement[] = [
  { name: 'spark_schema', num_children: 5 },
  ...struct('txn', 3, text('appId'), plain('version', 'INT64'), plain('lastUpdated', 'INT64')),
  ...struct(
    'add',
    7,
    text('path'),
    textMap('partitionValues'),
    plain('size', 'INT64'),
    plain('modificationTime', 'INT64'),
    plain('dataChange', 'BOOLEAN'),
    textMap('tags'),
    text('stats'),
  ),
  ...struct(
    'remove',
    6,
    text('path'),
    plain('deletionTimestamp', 'INT64'),
    plain('dataChange', 'BOOLEAN'),
    plain('extendedFileMetadata', 'BOOLEAN'),
    textMap('partitionValues'),
    plain('size', 'INT64'),
  ),
  ...struct(
    'metaData',
    8,
    text('id'),
    text('name'),
    text('description'),
    struct('format', 2, text('provider'), textMap('options')),
    text('schemaString'),
    texts('partitionColumns'),
    textMap('configuration'),
    plain('createdTime', 'INT64'),
  ),
  ...struct('protocol', 2, plain('minReaderVersion', 'INT32'), plain('minWriterVersion', 'INT32')),
];
