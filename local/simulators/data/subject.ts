import type { LedgerSubject } from './ledger.ts';
import type { Story } from './stories.ts';

/** The exports, as the simulated service names them. */
export const KINDS = [
  'billedUsage',
  'unbilledUsage',
  'billedReconciliation',
  'unbilledReconciliation',
  'billedAggregatedUsage',
] as const;
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
  /** What the invoice is like; plain when it is not said. */
  story?: Story | undefined;
  /** Usage that is built anew later, whole or put right. */
  isFirstEdition?: true | undefined;
}

/** Of one invoice usage and reconciliation have one ledger; of open months, and of sums, there is none. */
export function ledgerSubjectOf({
  kind,
  tenantId,
  invoiceId,
  currencyCode,
  story = 'plain',
}: Subject): LedgerSubject | undefined {
  return invoiceId === undefined || kind === 'billedAggregatedUsage'
    ? undefined
    : { tenantId, invoiceId, currencyCode, story };
}

export function isUsage(kind: Kind): boolean {
  return kind === 'billedUsage' || kind === 'unbilledUsage';
}
