import { exportIdOf } from '../export/exportId.ts';
import { logLine } from '../log.ts';
import { eventId } from '../report/runEvent.ts';
import { readMemory, updateMemory } from './discoveryMemory.ts';
import { neverAppeared } from './due.ts';
import { hasLanded, requestOf } from './invoiceExport.ts';
import type { ScheduleContext } from './scheduleContext.ts';

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
          warnings: [],
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
  // The last step of a discovery that could look at everything; an alert reads this line.
  log.log(logLine('discoveryEnded', { announced }));
  return { announced };
}
