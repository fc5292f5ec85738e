import type { Month } from '../../export/month.ts';

/** What FOCUS rows are written by: a month of invoices and the currency that they are in. */
export interface FocusMonth {
  month: Month;
  /** ISO 4217, in capitals. */
  currency: string;
}

/** The name of the orchestrator; instances of it are found by it. */
export const FOCUS_ORCHESTRATOR = 'writeFocus';

/** One writer a month and currency: the id keeps a second one out. */
export function focusInstanceId({ month, currency }: FocusMonth): string {
  return `focus-${month}-${currency}`;
}

/** Partition columns of the table with their values. */
export function focusPartition({ month, currency }: FocusMonth): Record<string, string> {
  return { x_LandingMonth: month, x_LandingCurrency: currency };
}
