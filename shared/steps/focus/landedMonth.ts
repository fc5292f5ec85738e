import type { ExportSubject } from '../../export/request.ts';
import type { LandedInvoice, LandedMonth, LandedVersion } from '../../focus/monthRows.ts';
import { readLatest } from '../../landing/latest.ts';
import { exportFolder } from '../../landing/layout.ts';
import type { FocusServices } from './focusContext.ts';
import type { FocusMonth } from './focusMonth.ts';
import { monthInvoices } from './monthInvoices.ts';

/** All that has landed of a month and currency, as `_latest.json` names it now. Lines with all attributes only: basic ones lack most columns. */
export async function landedMonth(services: FocusServices, key: FocusMonth): Promise<LandedMonth> {
  const invoices: LandedInvoice[] = [];
  for (const { invoiceId, isNote } of await monthInvoices(services, key)) {
    const usage = await newest(services, { kind: 'billedUsage', invoiceId, attributeSet: 'full' });
    const reconciliation = await newest(services, { kind: 'billedReconciliation', invoiceId, attributeSet: 'full' });
    invoices.push({ invoiceId, isNote, ...(usage ? { usage } : {}), ...(reconciliation ? { reconciliation } : {}) });
  }
  const unbilled = { currencyCode: key.currency, month: key.month, attributeSet: 'full' } as const;
  const unbilledUsage = await newest(services, { kind: 'unbilledUsage', ...unbilled });
  const unbilledReconciliation = await newest(services, { kind: 'unbilledReconciliation', ...unbilled });
  return {
    invoices,
    ...(unbilledUsage ? { unbilledUsage } : {}),
    ...(unbilledReconciliation ? { unbilledReconciliation } : {}),
  };
}

async function newest({ landing }: FocusServices, subject: ExportSubject): Promise<LandedVersion | undefined> {
  const folder = exportFolder(landing.prefix, subject);
  const latest = await readLatest(landing, folder);
  return latest && { version: latest.version, manifestPath: latest.manifest };
}
