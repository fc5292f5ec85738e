/** What differs between the exports of Microsoft Graph `partners/billing`, one row a kind. */
interface KindRow {
  /** Begins ids and paths. */
  slug: string;
  /** Below the version of the API. */
  graphPath: string;
  /** What one export is of: an invoice, or the open or last month of one currency. */
  per: 'invoice' | 'month';
  /**
   * Where export, operation and manifest are asked for: below the version that `GRAPH_BASE_URL` names, or below beta
   * whatever it names.
   */
  apiVersion: 'named' | 'beta';
  /** Whether the service makes a full and a basic set of attributes. */
  attributeSets: boolean;
  /** Whose attributes the lines have. Lines whose attributes nobody knows are landed and counted, and have no table. */
  lines: 'usage' | 'reconciliation' | 'unknown';
}

/**
 * A sixth kind begins here; beside the row it has lines in local/simulators and in the documents.
 * Source: learn.microsoft.com/graph/api/resources/partners-billing-api-overview; of the aggregated usage
 * learn.microsoft.com/graph/api/partners-billing-billedaggregatedusage-export, beta.
 */
export const EXPORT_KINDS = {
  billedUsage: {
    slug: 'billed-usage',
    graphPath: 'reports/partners/billing/usage/billed/export',
    per: 'invoice',
    apiVersion: 'named',
    attributeSets: true,
    lines: 'usage',
  },
  unbilledUsage: {
    slug: 'unbilled-usage',
    graphPath: 'reports/partners/billing/usage/unbilled/export',
    per: 'month',
    apiVersion: 'named',
    attributeSets: true,
    lines: 'usage',
  },
  billedReconciliation: {
    slug: 'billed-reconciliation',
    graphPath: 'reports/partners/billing/reconciliation/billed/export',
    per: 'invoice',
    apiVersion: 'named',
    attributeSets: true,
    lines: 'reconciliation',
  },
  unbilledReconciliation: {
    slug: 'unbilled-reconciliation',
    graphPath: 'reports/partners/billing/reconciliation/unbilled/export',
    per: 'month',
    apiVersion: 'named',
    attributeSets: true,
    lines: 'reconciliation',
  },
  billedAggregatedUsage: {
    slug: 'billed-aggregated-usage',
    graphPath: 'reports/partners/billing/aggregatedUsage/billed/export',
    per: 'invoice',
    apiVersion: 'beta',
    attributeSets: false,
    lines: 'unknown',
  },
} as const satisfies Record<string, KindRow>;

type Rows = typeof EXPORT_KINDS;
export type ExportKind = keyof Rows;

/** The kinds whose row has this value in this column. */
type KindsWith<Column extends keyof KindRow, Value> = {
  [K in ExportKind]: Rows[K][Column] extends Value ? K : never;
}[ExportKind];

/** Kinds that export one invoice, as opposed to the open or last month of one currency. */
export type BilledKind = KindsWith<'per', 'invoice'>;
export type UnbilledKind = KindsWith<'per', 'month'>;
/** Kinds with a choice between full and basic. */
export type KindWithSets = KindsWith<'attributeSets', true>;

export function isBilled(kind: ExportKind): kind is BilledKind {
  return EXPORT_KINDS[kind].per === 'invoice';
}

export function isUnbilled(kind: ExportKind): kind is UnbilledKind {
  return !isBilled(kind);
}

export function hasAttributeSets(kind: ExportKind): kind is KindWithSets {
  return EXPORT_KINDS[kind].attributeSets;
}

/** Whether versions of this kind stand in a table. */
export function hasTable(kind: ExportKind): boolean {
  return EXPORT_KINDS[kind].lines !== 'unknown';
}

const KINDS = Object.keys(EXPORT_KINDS) as ExportKind[];
export const BILLED_KINDS: readonly BilledKind[] = KINDS.filter(isBilled);
export const UNBILLED_KINDS: readonly UnbilledKind[] = KINDS.filter(isUnbilled);
export const ALL_KINDS: readonly ExportKind[] = [...BILLED_KINDS, ...UNBILLED_KINDS];
