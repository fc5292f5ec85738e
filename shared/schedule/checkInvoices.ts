import { type InvoiceEntry, refreshInvoices } from '../analysis/invoiceIndex.ts';
import { landedMonths, readUnbilledIndex, refreshMonths, type UnbilledMonth } from '../analysis/unbilledIndex.ts';
import { statusOf } from '../durable/exportInstance.ts';
import type { Instances } from '../durable/instances.ts';
import { BILLED_KINDS } from '../export/kinds.ts';
import { BILLING_PERIODS, monthOf } from '../export/month.ts';
import type { Step } from '../export/stop.ts';
import { noteGivenUp, noteRun } from '../landing/invoiceFacts.ts';
import type { Landing } from '../landing/landing.ts';
import { logLine } from '../log.ts';
import { mapBounded } from '../mapBounded.ts';
import { announceProof } from '../steps/proof/announceProof.ts';
import { proveInvoice } from '../steps/proof/proveInvoice.ts';
import { type DateRange, isInRange, lookback } from './invoiceWindow.ts';
import { readIndex } from './keepInvoices.ts';
import type { ScheduleContext } from './scheduleContext.ts';
import { isStillAsked, isUsageLate, lacksUsage } from './usageWatch.ts';

const AT_ONCE = 8;

export interface CheckedInvoices {
  checked: number;
  changed: number;
  usageMissing: number;
  unexplained: number;
}

/**
 * The last step of discovery: makes up for proofs, events and entries of the index that a crash or an outage kept from being written, and says of which invoices somebody should
 * look at. Each invoice of the window costs some small reads when nothing has changed.
 */
export async function checkInvoices(context: ScheduleContext): Promise<Step<CheckedInvoices>> {
  const { services, instances, log } = context;
  const { settings, clock } = services;
  const { landing } = services.steps;
  const sums: CheckedInvoices = { checked: 0, changed: 0, usageMissing: 0, unexplained: 0 };
  if (!settings.analysis.on) return sums;
  const now = clock.now();
  const range = lookback(settings.invoices.lookbackDays, now);
  const entries = [...(await readIndex(landing)).values()];
  const looked = entries.filter((entry) => isOf(entry, range) || lacksUsage(entry));
  await mapBounded(looked, AT_ONCE, async (entry) => {
    await mendRuns(landing, instances, entry, now);
    const proved = await proveInvoice(services.analysis, entry.invoiceId);
    if (proved.tell) await announceProof(services.analysis, entry.invoiceId);
    sums.checked++;
    if (proved.changed) sums.changed++;
  });
  for (const month of new Set(looked.map(({ indexMonth }) => indexMonth))) {
    const ids = looked.filter(({ indexMonth }) => indexMonth === month).map(({ invoiceId }) => invoiceId);
    await refreshInvoices(landing, month, ids);
  }
  await refreshMonths(landing, await monthsToLookAt(context));
  const after = await readIndex(landing);
  for (const { invoiceId } of looked) {
    const entry = after.get(invoiceId);
    if (entry) await report(context, sums, entry, isOf(entry, range));
  }
  log.log(logLine('invoicesChecked', { ...sums }));
  return sums;
}

function isOf({ invoiceId, invoiceDate }: InvoiceEntry, range: DateRange): boolean {
  return isInRange({ id: invoiceId, invoiceDate: invoiceDate ?? undefined }, range);
}

/** A run that was cancelled, or whose worker died, could not write down how it ended. */
async function mendRuns(landing: Landing, instances: Instances, entry: InvoiceEntry, now: Date): Promise<void> {
  for (const kind of BILLED_KINDS) {
    const { lastRun, exportId } = entry.kinds[kind] ?? {};
    if ((lastRun !== 'running' && lastRun !== 'queued') || !exportId) continue;
    const instance = await instances.find(exportId);
    const status = instance ? statusOf(instance) : 'failed';
    if (status === 'running' || status === 'queued') continue;
    await noteRun(landing, { invoiceId: entry.invoiceId, kind }, noteOf(status, exportId, now));
  }
}

function noteOf(status: string, exportId: string, now: Date) {
  return { status, at: now.toISOString(), exportId, runId: '' };
}

/** Those that are open, and those that have landed and that the index does not know. */
async function monthsToLookAt({ services }: ScheduleContext): Promise<UnbilledMonth[]> {
  const { settings, clock, steps } = services;
  const known = new Set((await readUnbilledIndex(steps.landing))?.map(({ month, currency }) => `${month} ${currency}`));
  const open = settings.unbilled.currencies.flatMap((currencyCode) =>
    BILLING_PERIODS.map((period) => ({ currencyCode, month: monthOf(period, clock.now()) })),
  );
  const landed = await landedMonths(steps.landing);
  return [...open, ...landed.filter(({ month, currencyCode }) => !known.has(`${month} ${currencyCode}`))];
}

/**
 * One line a day and invoice, which alerts read. Of usage outside the window that is no longer asked for the last line comes once.
 */
async function report(
  { services, log }: ScheduleContext,
  sums: CheckedInvoices,
  { invoiceId, invoiceDate, proof }: InvoiceEntry,
  inWindow: boolean,
): Promise<void> {
  const now = services.clock.now();
  if (proof?.state === 'unexplained') {
    sums.unexplained++;
    log.warn(logLine('invoiceUnexplained', { invoiceId, reasons: proof.reasons.join(','), asOf: proof.asOf }));
  }
  if (proof?.state !== 'usageMissing') return;
  sums.usageMissing++;
  const since = proof.usageMissingSince ?? proof.asOf;
  const asked = inWindow || isStillAsked({ proof }, now);
  const isNews = asked
    ? isUsageLate({ invoiceDate }, now)
    : await noteGivenUp(services.steps.landing, invoiceId, since);
  if (isNews) log.warn(logLine('invoiceUsageMissing', { invoiceId, since, asked }));
}
