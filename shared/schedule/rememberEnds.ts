import { type Memory, updateMemory, withAnswer } from './discoveryMemory.ts';
import type { ScheduleContext } from './scheduleContext.ts';
import type { ScheduledEnd, ScheduledExport } from './scheduledExport.ts';

/** Keeps how the exports of a round ended. */
export async function rememberEnds(
  { services }: ScheduleContext,
  { asked, passStartedAt }: { asked: { scheduled: ScheduledExport; end: ScheduledEnd }[]; passStartedAt: string },
): Promise<object> {
  const now = services.clock.now();
  // An end is as old as it is, however late it is kept: else what is due daily slips by a day. Within this pass it
  // counts as asked.
  const asOf = (endedAt: string | undefined) =>
    new Date(Math.max(new Date(endedAt ?? now).getTime(), new Date(passStartedAt).getTime())).toISOString();
  await updateMemory(services.steps.landing, (before) =>
    asked.reduce<Memory>((memory, { scheduled: { request }, end: { status, told, endedAt } }) => {
      if (!('invoiceId' in request)) return memory;
      return withAnswer(memory, request.invoiceId, request.kind, { at: asOf(endedAt), status, told });
    }, before),
  );
  return {};
}
