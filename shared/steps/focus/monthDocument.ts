import {
  type FocusWarning,
  invoiceSum,
  type MonthFigures,
  monthFiguresSchema,
  nullsFound,
  warningsOf,
} from '../../focus/monthFigures.ts';
import { addFigures, NO_FIGURES } from '../../focus/partFigures.ts';
import { figuresPath, focusFolder } from '../../landing/layout.ts';
import { updateJson } from '../../landing/updateJson.ts';
import type { FocusServices } from './focusContext.ts';
import type { FocusMonth } from './focusMonth.ts';
import type { FocusPlan } from './focusPlan.ts';
import type { InvoiceRecord } from './writeAdjustments.ts';

/** What is known of a month that was written, or could not be. */
export function monthDocument(
  { clock }: FocusServices,
  { month, currency }: FocusMonth,
  plan: FocusPlan,
  records: readonly InvoiceRecord[],
  { table, warnings }: Pick<MonthFigures, 'table' | 'warnings'>,
): MonthFigures {
  const figures = records.map((record) => record.figures).reduce(addFigures, NO_FIGURES);
  const billed = plan.sources.filter(({ kind }) => kind === 'billedReconciliation');
  const invoices = billed.map(({ invoiceId = '' }) => {
    const own = records.filter((record) => record.invoiceId === invoiceId);
    return invoiceSum(invoiceId, own.map((record) => record.figures).reduce(addFigures, NO_FIGURES));
  });
  const nulls = nullsFound(records.flatMap(({ files }) => files.map(({ statistics }) => statistics.nullCounts)));
  return {
    schemaVersion: 1,
    month,
    currency,
    from: plan.from,
    writtenAt: clock.now().toISOString(),
    table,
    sources: plan.sources.map(({ kind, landed, invoiceId = null }) => ({
      manifest: landed.manifestPath,
      kind,
      invoiceId,
    })),
    figures,
    invoices,
    nulls,
    // What was not written has nothing to be checked.
    warnings: table ? [...warnings, ...warningsOf(figures, invoices, nulls)] : warnings,
  };
}

export async function keepFigures({ landing }: FocusServices, document: MonthFigures): Promise<void> {
  const folder = focusFolder(landing.prefix, document.month, document.currency);
  await updateJson(landing, figuresPath(folder), () => document);
}

/** Adds to the figures of a month why a hub has not got it. */
export async function noteWarning(
  { landing }: FocusServices,
  { month, currency }: FocusMonth,
  warning: FocusWarning,
): Promise<void> {
  await updateJson(landing, figuresPath(focusFolder(landing.prefix, month, currency)), (stored) => {
    const document = monthFiguresSchema.safeParse(stored).data;
    if (!document) return undefined;
    return { ...document, warnings: [...document.warnings.filter(({ code }) => code !== warning.code), warning] };
  });
}
