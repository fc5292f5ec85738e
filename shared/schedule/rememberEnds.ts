import { type Memory, updateMemory, withAnswer } from './discoveryMemory.ts';
import type { ScheduleContext } from './scheduleContext.ts';
import type { ScheduledEnd, ScheduledExport } from './scheduledExport.ts';

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
