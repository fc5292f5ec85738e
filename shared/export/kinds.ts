/**
 * The four exports of Microsoft Graph `partners/billing` (v1.0) and all that differs between them; a fifth kind begins here.
 * Source: learn.microsoft.com/graph/api/resources/partners-billing-api-overview.
 */
export const EXPORT_KINDS = {
  billedUsage: { slug: 'billed-usage', graphPath: 'reports/partners/billing/usage/billed/export', per: 'invoice' },
  unbilledUsage: { slug: 'unbilled-usage', graphPath: 'reports/partners/billing/usage/unbilled/export', per: 'month' },
  billedReconciliation: {
    slug: 'billed-reconciliation',
    graphPath: 'reports/partners/billing/reconciliation/billed/export',
    per: 'invoice',
  },
  unbilledReconciliation: {
    slug: 'unbilled-reconciliation',
    graphPath: 'reports/partners/billing/reconciliation/unbilled/export',
    per: 'month',
  },
} as const;

export type ExportKind = keyof typeof EXPORT_KINDS;

/** Kinds that export one invoice, as opposed to the open or last month of one currency. */
export type BilledKind = {
  [K in ExportKind]: (typeof EXPORT_KINDS)[K]['per'] extends 'invoice' ? K : never;
}[ExportKind];
export type UnbilledKind = Exclude<ExportKind, BilledKind>;

export function isBilled(kind: ExportKind): kind is BilledKind {
  return EXPORT_KINDS[kind].per === 'invoice';
}

export function isUnbilled(kind: ExportKind): kind is UnbilledKind {
  return !isBilled(kind);
}

const KINDS = Object.keys(EXPORT_KINDS) as ExportKind[];
export const BILLED_KINDS: readonly BilledKind[] = KINDS.filter(isBilled);
export const UNBILLED_KINDS: readonly UnbilledKind[] = KINDS.filter(isUnbilled);
export const ALL_KINDS: readonly ExportKind[] = [...BILLED_KINDS, ...UNBILLED_KINDS];
