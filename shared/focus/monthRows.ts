import type { ExportKind } from '../export/kinds.ts';

/** The newest landed version of one export. */
export interface LandedVersion {
  version: string;
  /** Path of its `_manifest.json`, inside the container. */
  manifestPath: string;
}

/** One document of Partner Center of a month and currency, with what has landed of it. */
export interface LandedInvoice {
  invoiceId: string;
  /** A credit or void note: it joins the rows of its month, and decides nothing. */
  isNote: boolean;
  usage?: LandedVersion;
  reconciliation?: LandedVersion;
}

/** All that has landed of one month and currency, with all attributes. */
export interface LandedMonth {
  invoices: readonly LandedInvoice[];
  unbilledUsage?: LandedVersion;
  unbilledReconciliation?: LandedVersion;
}

/** Lines that become rows. */
export interface RowSource {
  kind: ExportKind;
  landed: LandedVersion;
  /** Of billed lines. */
  invoiceId?: string;
  /** Usage stands in for the consumption lines of this reconciliation: of these only tax, and what does not add up, become rows. */
  withoutConsumption: boolean;
  /** Usage and reconciliation of the invoice are both there: each group gets a row of what they differ by. */
  reconciled: boolean;
}

export interface MonthRows {
  /** What the month is made of: an invoice, usage of one whose lines are still to come, or what is not billed yet. */
  from: 'billed' | 'billedUsage' | 'unbilled';
  sources: RowSource[];
}

/**
 * Which landed lines are the rows of a month and currency. The same charge is never there twice: billed lines take the place of unbilled ones as a whole,
 * and usage that of the consumption lines that say the same by the month. Of two sources of an invoice reconciliation comes first.
 */
export function monthRows(landed: LandedMonth): MonthRows {
  const invoices = landed.invoices.filter(({ isNote }) => !isNote);
  const billed = landed.invoices.flatMap(billedSources);
  if (invoices.some(({ reconciliation }) => reconciliation)) return { from: 'billed', sources: billed };
  if (invoices.some(({ usage }) => usage)) {
    return { from: 'billedUsage', sources: [...billed, ...unbilledReconciliation(landed, true)] };
  }
  const { unbilledUsage } = landed;
  const usage: RowSource[] = unbilledUsage
    ? [{ kind: 'unbilledUsage', landed: unbilledUsage, withoutConsumption: false, reconciled: false }]
    : [];
  return { from: 'unbilled', sources: [...billed, ...unbilledReconciliation(landed, usage.length > 0), ...usage] };
}

function billedSources({ invoiceId, usage, reconciliation }: LandedInvoice): RowSource[] {
  const both = usage !== undefined && reconciliation !== undefined;
  const common = { invoiceId, reconciled: both };
  return [
    ...(reconciliation
      ? [{ ...common, kind: 'billedReconciliation' as const, landed: reconciliation, withoutConsumption: both }]
      : []),
    ...(usage ? [{ ...common, kind: 'billedUsage' as const, landed: usage, withoutConsumption: false }] : []),
  ];
}

function unbilledReconciliation({ unbilledReconciliation: landed }: LandedMonth, withoutConsumption: boolean) {
  if (!landed) return [];
  return [{ kind: 'unbilledReconciliation' as const, landed, withoutConsumption, reconciled: false }];
}
