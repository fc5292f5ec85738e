import { EXPORT_KINDS, type ExportKind } from '../export/kinds.ts';
import type { Attribute, Column } from './columns.ts';
import { RECONCILIATION_ATTRIBUTES } from './reconciliationAttributes.ts';
import { USAGE_ATTRIBUTES } from './usageAttributes.ts';

/** The attributes that are known of a kind's lines, in the order of its tables. New ones are added behind: a column never changes its place. */
export function dictionaryOf(kind: ExportKind): readonly Attribute[] {
  return ATTRIBUTES[EXPORT_KINDS[kind].lines];
}

const ATTRIBUTES: Record<(typeof EXPORT_KINDS)[ExportKind]['lines'], readonly Attribute[]> = {
  usage: USAGE_ATTRIBUTES,
  reconciliation: RECONCILIATION_ATTRIBUTES,
  unknown: [],
};

/**
 * What every row has behind its attributes: the values that fit no column, as a JSON object by name, null where all fits; and the way back to
 * its raw line. `LandingFile` is the name as in `_manifest.json`; `LandingLine` counts from 1, blank lines too.
 */
export const LANDING_COLUMNS: readonly Column[] = [
  { name: 'LandingUnfit', type: { type: 'string' } },
  { name: 'LandingVersion', type: { type: 'string' } },
  { name: 'LandingFile', type: { type: 'string' } },
  { name: 'LandingLine', type: { type: 'int64' } },
];

/**
 * In which order of columns the rows of a file stand together, as far as they are there: those of one customer, subscription and resource, whose
 * other values are then mostly the same. First comes the landed file: a Parquet file of many keeps their order.
 */
export const CLUSTER_BY: readonly string[] = [
  'LandingFile',
  'CustomerId',
  'SubscriptionId',
  'EntitlementId',
  'ResourceURI',
  'ProductId',
  'SkuId',
  'MeterId',
];

/** The columns of a batch, and so of the Parquet files, of a kind. */
export function tableColumns(kind: ExportKind): readonly Column[] {
  return [...dictionaryOf(kind), ...LANDING_COLUMNS];
}

/** The place of each column by its name; a name that is missing is a mistake of the caller. */
export function columnIndex(columns: readonly Column[], name: string): number {
  const index = columns.findIndex((column) => column.name === name);
  if (index < 0) throw new Error(`There is no column ${name}.`);
  return index;
}
