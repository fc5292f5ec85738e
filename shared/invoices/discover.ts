import { isActive } from '../durable/instances.ts';
import { eventId } from '../events/runEvent.ts';
import { exportIdOf } from '../export/exportId.ts';
import type { BilledKind } from '../export/kinds.ts';
import type { ExportRequest } from '../export/request.ts';
import type { Step } from '../export/stop.ts';
import { exportFolder, latestPath } from '../landing/layout.ts';
import { logLine } from '../log.ts';
import { mapBounded } from '../mapBounded.ts';
import type { ScheduleContext } from '../schedule/scheduleContext.ts';
import type { ScheduledEnd, ScheduledExport } from '../schedule/scheduledExport.ts';
import { shortMessage } from '../scrub.ts';
import { isDue, neverAppeared, quietEnds } from './due.ts';
import { type Memory, readMemory, updateMemory, withAnswer, withSeen } from './memory.ts';
import { invoiceClass, isInRange, lookback } from './window.ts';

/** How many exports one round of discovery hands out; the next round looks again at what is missing then. */
const ROUND_SIZE = 40;
const LOOK_UPS_AT_ONCE = 8;

export interface Round {
  due: ScheduledExport[];
}

/** Finds what is missing: lists the invoices of the window and compares them with the landing and the memory. */
export async function findDue(
  { services, instances, log }: ScheduleContext,
  { passStartedAt }: { passStartedAt: string },
): Promise<Step<Round>> {
  const { settings, clock, partnerCenter, steps } = services;
  const { landing } = steps;
  const listed = await partnerCenter.invoices();
  if (listed.stop) {
    log.error(logLine('discoveryStopped', { outcome: listed.stop, ...('failure' in listed ? listed.failure : {}) }));
    return listed;
  }

  const now = clock.now();
  const inWindow = listed.invoices.filter((invoice) =>
    isInRange(invoice, lookback(settings.invoices.lookbackDays, now)),
  );
  const unknown = inWindow.map(({ id }) => id).filter((id) => invoiceClass(id) === 'unknown');
  if (unknown.length > 0)
    log.warn(logLine('unknownInvoices', { count: unknown.length, first: shortMessage(unknown[0] ?? '') }));
  const invoiceIds = inWindow
    .map(({ id }) => id)
    .filter((id) => invoiceClass(id) === 'exportable')
    .sort();

  await landing.ensureContainer();
  const memory = await updateMemory(landing, (before) => withSeen(before, invoiceIds, now));
  const candidates = invoiceIds.flatMap((invoiceId) =>
    settings.invoices.exports.map((kind) => ({ invoiceId, kind, request: requestOf(services, invoiceId, kind) })),
  );
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

/** Keeps how the exports of a round ended. */
export async function rememberEnds(
  { services }: ScheduleContext,
  { asked, passStartedAt }: { asked: { scheduled: ScheduledExport; end: ScheduledEnd }[]; passStartedAt: string },
): Promise<object> {
  const at = new Date(Math.max(services.clock.now().getTime(), new Date(passStartedAt).getTime())).toISOString();
  await updateMemory(services.steps.landing, (before) =>
    asked.reduce<Memory>((memory, { scheduled: { request }, end: { status, told } }) => {
      if (!('invoiceId' in request)) return memory;
      return withAnswer(memory, request.invoiceId, request.kind, { at, status, told });
    }, before),
  );
  return {};
}

/** Tells once of each invoice that the service never had data for, so that somebody looks at it. */
export async function announceMissing({ services, log }: ScheduleContext): Promise<{ announced: number }> {
  const { settings, clock, steps } = services;
  const { landing, topic } = steps;
  const kinds = settings.invoices.exports;
  const now = clock.now();
  let announced = 0;
  for (const [invoiceId, known] of await readMemory(landing)) {
    if (!neverAppeared(known, kinds)) continue;
    const landed = await Promise.all(kinds.map((kind) => hasLanded(landing, requestOf(services, invoiceId, kind))));
    const [kind] = kinds;
    if (landed.some(Boolean) || kind === undefined) continue;
    const message = `The service has had no data for invoice ${invoiceId} since ${known.firstSeenAt}.`;
    log.error(logLine('invoiceDataNeverAppeared', { invoiceId, firstSeenAt: known.firstSeenAt }));
    const request = requestOf(services, invoiceId, kind);
    const { force: _, ...subject } = request;
    const exportId = exportIdOf(request);
    const delivered = await topic
      ?.publish({
        id: eventId('InvoiceDataNeverAppeared', invoiceId),
        type: 'PartnerBillingExport.Failed',
        source: `/partner-billing-export/${landing.container.containerName}`,
        subject: exportId,
        data: {
          export: { id: exportId, ...subject },
          status: 'failed',
          result: null,
          error: { code: 'InvoiceDataNeverAppeared', message },
        },
      })
      .then(
        () => true,
        () => false,
      );
    // A topic that is down now is tried again at the next firing.
    if (delivered === false) continue;
    await updateMemory(landing, (memory) => {
      const current = memory.get(invoiceId) ?? known;
      return new Map(memory).set(invoiceId, { ...current, neverAppearedAt: now.toISOString() });
    });
    announced++;
  }
  return { announced };
}

function requestOf({ settings }: ScheduleContext['services'], invoiceId: string, kind: BilledKind): ExportRequest {
  return { kind, invoiceId, attributeSet: settings.attributeSet, force: false };
}

async function hasLanded(
  landing: ScheduleContext['services']['steps']['landing'],
  request: ExportRequest,
): Promise<boolean> {
  return (await landing.readJson(latestPath(exportFolder(landing.prefix, request)))) !== undefined;
}
