/** The four exports, as the simulated service names them. */
export const KINDS = ['billedUsage', 'unbilledUsage', 'billedReconciliation', 'unbilledReconciliation'] as const;
export type Kind = (typeof KINDS)[number];
export type AttributeSet = 'full' | 'basic';

/** What the lines of one data set are about. */
export interface Subject {
  kind: Kind;
  attributeSet: AttributeSet;
  tenantId: string;
  /** Only of billed data; unbilled lines have no `InvoiceNumber`. */
  invoiceId?: string | undefined;
  currencyCode: string;
  /** `YYYY-MM`, the month that is billed. */
  month: string;
}

export function isUsage(kind: Kind): boolean {
  return kind === 'billedUsage' || kind === 'unbilledUsage';
}
