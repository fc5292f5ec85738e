import { randomUUID } from 'node:crypto';
import { mergeFiles } from '../../analysis/sortedFiles.ts';
import { add, type Decimal, decimalText, ZERO } from '../../decimal.ts';
import { type AdjustedInvoice, adjustmentRow } from '../../focus/adjustment.ts';
import type { FocusRow } from '../../focus/cell.ts';
import { NO_FIGURES } from '../../focus/partFigures.ts';
import { rowBatches } from '../../focus/rowBatches.ts';
import { DIFFERENCE_FORM } from './differenceForm.ts';
import type { FocusServices } from './focusContext.ts';
import { writeRows } from './focusFiles.ts';
import { attemptFolder, type FocusAttempt, type FocusPlan } from './focusPlan.ts';
import { type FocusRecord, findRecord, keepRecord, readRecord, recordPath } from './focusRecord.ts';

/** Records of parts and the invoice that each belongs to; undefined of unbilled lines. */
export type InvoiceRecord = FocusRecord & { invoiceId: string | undefined };

/** Writes the rows of what usage and reconciliation differ by, of each invoice that has both; a record each, behind those of the parts. */
export async function writeAdjustments(
  services: FocusServices,
  attempt: FocusAttempt,
  plan: FocusPlan,
  parts: readonly InvoiceRecord[],
): Promise<InvoiceRecord[]> {
  const made: InvoiceRecord[] = [];
  const reconciled = plan.sources.filter(({ kind, reconciled }) => reconciled && kind === 'billedReconciliation');
  for (const [index, { invoiceId = '', landed }] of reconciled.entries()) {
    const number = plan.parts.length + index;
    const path = recordPath(services.landing.prefix, attempt, number);
    if (!(await findRecord(services.blobs, path))) {
      const invoice = {
        invoiceId,
        month: attempt.month,
        currency: attempt.currency,
        manifestPath: landed.manifestPath,
      };
      const files = parts.flatMap((part) => (part.invoiceId === invoiceId ? (part.differences ?? []) : []));
      await keepRecord(services.blobs, path, await adjust(services, attempt, number, invoice, files));
    }
    made.push({ ...(await readRecord(services.blobs, path)), invoiceId });
  }
  return made;
}

async function adjust(
  services: FocusServices,
  attempt: FocusAttempt,
  number: number,
  invoice: AdjustedInvoice,
  files: readonly string[],
): Promise<FocusRecord> {
  const scratch = `${attemptFolder(services.landing.prefix, attempt)}${randomUUID()}/`;
  let adjustments = 0;
  let sum: Decimal = ZERO;
  async function* rows(): AsyncGenerator<FocusRow> {
    for await (const group of mergeFiles(services.blobs, files, DIFFERENCE_FORM, scratch)) {
      const row = adjustmentRow(invoice, group);
      if (!row) continue;
      adjustments++;
      sum = add(sum, row.BilledCost as Decimal);
      yield row;
    }
  }
  const written = await writeRows(services, attempt, number, rowBatches(rows()));
  const figures = { ...NO_FIGURES, rows: { ...NO_FIGURES.rows, adjustments }, billedCost: decimalText(sum) };
  return { ...written, figures };
}
