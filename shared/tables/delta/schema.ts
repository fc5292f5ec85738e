import type { Column, ColumnType } from '../../lines/columns.ts';
import type { MetaData, Protocol } from './actions.ts';

/** A column as the log's `schemaString` has it. Source: PROTOCOL.md, "Schema Serialization Format". */
interface Field {
  name: string;
  type: unknown;
  nullable: boolean;
  metadata: Record<string, unknown>;
}

/** What an old reader needs, and no more: reader 1, writer 2. */
export const PROTOCOL: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

/** Every column nullable. Partition columns are a part of the schema, although no Parquet file holds them. */
export function schemaString(columns: readonly Column[], partitionColumns: readonly string[]): string {
  const fields = [
    ...columns.map(({ name, type }) => field(name, deltaType(type))),
    ...partitionColumns.map((name) => field(name, 'string')),
  ];
  return JSON.stringify({ type: 'struct', fields });
}

/** The schema of a table after a commit, or why this program must leave the table alone. */
export type SchemaMatch = { fits: true; schemaString: string; changed: boolean } | { fits: false; reason: string };

/**
 * Holds the columns of a commit against a table that stands. A column never changes its name, place or type; one that the table lacks comes behind
 * the others. Columns of somebody else stay, and are null in new files.
 */
export function matchSchema(
  metaData: MetaData,
  columns: readonly Column[],
  partitionColumns: readonly string[],
): SchemaMatch {
  if (metaData.partitionColumns.join() !== partitionColumns.join()) {
    return { fits: false, reason: `it is partitioned by ${metaData.partitionColumns.join(', ') || 'nothing'}` };
  }
  const fields = fieldsOf(metaData.schemaString);
  const invariant = fields.find(({ metadata }) => metadata?.['delta.invariants'] !== undefined);
  if (invariant) return { fits: false, reason: `its column ${invariant.name} has an invariant` };
  const standing = new Map(fields.map((each) => [each.name.toLowerCase(), each]));
  const added: Field[] = [];
  for (const wanted of [
    ...columns.map(({ name, type }) => field(name, deltaType(type))),
    ...partitionColumns.map((name) => field(name, 'string')),
  ]) {
    const there = standing.get(wanted.name.toLowerCase());
    if (!there) added.push(wanted);
    else if (there.name !== wanted.name)
      return { fits: false, reason: `its column ${there.name} is spelled otherwise` };
    else if (there.type !== wanted.type) {
      return { fits: false, reason: `its column ${there.name} is ${JSON.stringify(there.type)}, not ${wanted.type}` };
    } else if (!there.nullable) return { fits: false, reason: `its column ${there.name} takes no null` };
  }
  if (added.length === 0) return { fits: true, schemaString: metaData.schemaString, changed: false };
  return { fits: true, schemaString: JSON.stringify({ type: 'struct', fields: [...fields, ...added] }), changed: true };
}

/** Why a table must be left alone whatever its columns are; undefined when this program may write it. */
export function foreignProtocol(protocol: Protocol | undefined, metaData: MetaData | undefined): string | undefined {
  if (!protocol || !metaData) return 'its log names no protocol or no schema';
  const { minReaderVersion, minWriterVersion } = protocol;
  if (minReaderVersion > PROTOCOL.minReaderVersion || minWriterVersion > PROTOCOL.minWriterVersion) {
    return `it asks for reader ${minReaderVersion} and writer ${minWriterVersion} of the protocol`;
  }
  if (metaData.format.provider !== 'parquet') return `its files are ${metaData.format.provider}`;
  if (metaData.configuration['delta.appendOnly']?.toLowerCase() === 'true') return 'nothing may be removed from it';
  return undefined;
}

function field(name: string, type: string): Field {
  return { name, type, nullable: true, metadata: {} };
}

function fieldsOf(text: string): Field[] {
  const { fields }: { fields: Field[] } = JSON.parse(text);
  return fields;
}

function deltaType(type: ColumnType): string {
  switch (type.type) {
    case 'string':
    case 'date':
    case 'timestamp':
      return type.type;
    case 'decimal':
      return `decimal(38,${type.scale})`;
    case 'int64':
      return 'long';
    case 'int32':
      return 'integer';
  }
}
