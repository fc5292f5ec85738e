import { isActive } from '../durable/instances.ts';
import { exportIdOf } from '../export/exportId.ts';
import type { BilledKind } from '../export/kinds.ts';
import type { Step } from '../export/stop.ts';
import type { Landing } from '../landing/landing.ts';
import { logLine } from '../log.ts';
import { mapBounded } from '../mapBounded.ts';
import { shortMessage } from '../scrub.ts';
import { updateMemory, withSeen } from './discoveryMemory.ts';
import { isDue, quietEnds } from './due.ts';
import { hasLanded, requestOf } from './invoiceExport.ts';
import { invoiceClass, isInRange, lookback } from './invoiceWindow.ts';
import { keepInvoices, readIndex } from './keepInvoices.ts';
import type { ScheduleContext } from './scheduleContext.ts';
import type { ScheduledExport } from './scheduledExport.ts';
import { isStillAsked } from './usageWatch.ts';

/** How many exports one round of discovery hands out; the next round looks again at what is missing then. */
const ROUND_SIZE = 40;
const LOOK_UPS_AT_ONCE = 8;
const DAY_MS = 24 * 3_600_000;

export interface Round {
  due: ScheduledExport[];
}

/** Finds what is missing: lists the invoices of the window and compares them with the landing and the memory. */
export async function findDue(
  { services, instances, log }: ScheduleContext,
  { passStartedAt, first = false }: { passStartedAt: string; first?: boolean },
): Promise<Step<Round>> {
  const { settings, clock, partnerCenter, steps } = services;
  const { landing } = steps;
  const listed = await partnerCenter.invoices();
  if (listed.stop) return listed;

  const { unreadable, cutShort } = listed;
  if (unreadable || cutShort) {
    log.warn(logLine('invoiceListOdd', { unreadable: unreadable ?? 0, cutShort: cutShort ?? false }));
  }

  const now = clock.now();
  const { lookbackDays } = settings.invoices;
  const inWindow = listed.invoices.filter((invoice) => isInRange(invoice, lookback(lookbackDays, now)));
  const unknown = inWindow.map(({ id }) => id).filter((id) => invoiceClass(id) === 'unknown');
  if (unknown.length > 0)
    log.warn(logLine('unknownInvoices', { count: unknown.length, first: shortMessage(unknown[0] ?? '') }));
  const invoiceIds = inWindow
    .map(({ id }) => id)
    .filter((id) => invoiceClass(id) === 'exportable')
    .sort();

  await landing.ensureContainer();
  const { on } = settings.analysis;
  // Once a pass is enough, and it is the first thing: whatever comes next finds what the invoices say of themselves.
  if (on && first)
    await keepInvoices(
      landing,
      listed.invoices.filter(({ id }) => invoiceClass(id) === 'exportable'),
    );
  const watched = on ? await stillAsked(landing, now, new Set(invoiceIds)) : [];
  const memory = await updateMemory(landing, (before) =>
    withSeen(before, [...invoiceIds, ...watched], now, lookbackDays * DAY_MS),
  );
  const candidate = (invoiceId: string, kind: BilledKind) => ({
    invoiceId,
    kind,
    request: requestOf(services, invoiceId, kind),
  });
  const candidates = [
    ...invoiceIds.flatMap((invoiceId) => settings.invoices.exports.map((kind) => candidate(invoiceId, kind))),
    ...watched.map((invoiceId) => candidate(invoiceId, 'billedUsage')),
  ];
  const due: ScheduledExport[] = [];
  // In portions, so that a round does not look up five hundred invoices to find that the first forty are due.
  for (let from = 0; from < candidates.length && due.length < ROUND_SIZE; from += ROUND_SIZE) {
    const portion = candidates.slice(from, from + ROUND_SIZE);
    const judged = await mapBounded(portion, LOOK_UPS_AT_ONCE, async ({ invoiceId, kind, request }) => {
      const known = memory.get(invoiceId);
      const asked = known?.asked[kind];
      if (!known || (asked && new Date(asked.at) >= new Date(passStartedAt))) return [];
      const [landed, instance] = await Promise.all([hasLanded(landing, request), instances.find(exportIdOf(request))]);
      // Once the instance is purged, the memory alone knows that somebody cancelled it.
      const cancelled = instance ? instance.runtimeStatus === 'Terminated' : asked?.status === 'cancelled';
      // An active run is joined, so that its end is remembered.
      const wanted =
        isDue({ memory: known, asked, landed, cancelled }, new Date(passStartedAt), now) ||
        (instance !== undefined && isActive(instance));
      return wanted ? [{ request, quiet: quietEnds(asked) }] : [];
    });
    due.push(...judged.flat());
  }
  log.log(
    logLine('discoveryRound', { listed: listed.invoices.length, exportable: invoiceIds.length, due: due.length }),
  );
  return { due: due.slice(0, ROUND_SIZE) };
}

/** Invoices outside the window of which usage is still missing: they are asked for it, and for nothing else. */
async function stillAsked(landing: Landing, now: Date, inWindow: ReadonlySet<string>): Promise<string[]> {
  const entries = [...(await readIndex(landing)).values()];
  return entries
    .filter((entry) => !inWindow.has(entry.invoiceId) && isStillAsked(entry, now))
    .map(({ invoiceId }) => invoiceId)
    .sort();
}
