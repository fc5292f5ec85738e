import { ThrottledError } from '../errors.ts';
import type { ExportRun, Outcome } from '../export/run.ts';
import type { Step } from '../export/stop.ts';
import { isEventPending, markEventDelivered, readCommitted } from '../landing/committed.ts';
import { logLine } from '../log.ts';
import { runEvent } from '../report/runEvent.ts';
import { messageOf } from '../scrub.ts';
import type { StepContext } from './stepContext.ts';

export interface Announcement {
  /** False when the topic did not take the event this time; `problem` says why. */
  delivered: boolean;
  problem?: string;
  /** When the topic wants to be asked again. */
  retryAfterMs?: number;
}

/**
 * Tells subscribers how the run ended: one attempt. That the event of a version was delivered is kept with its
 * manifest, so a repeated call sends nothing again, and a later run finds what an earlier one could not deliver.
 */
export async function announceRun(
  { services, log }: StepContext,
  { run, outcome }: { run: ExportRun; outcome: Outcome },
): Promise<Step<Announcement>> {
  const { topic, landing } = services;
  if (!topic) return { delivered: true };
  const committed = 'result' in outcome ? await readCommitted(landing, outcome.result.manifest) : undefined;
  if (committed && !isEventPending(committed)) return { delivered: true };

  const event = runEvent(run, outcome, committed?.manifest, {
    container: landing.container.containerName,
    urlOf: (path) => withoutQuery(landing.container.getBlobClient(path).url),
  });
  if (!event) return { delivered: true };
  try {
    await topic.publish(event);
  } catch (error) {
    const wait = error instanceof ThrottledError ? { retryAfterMs: error.retryAfterMs } : {};
    return { delivered: false, problem: messageOf(error), ...wait };
  }
  // When this fails, the next run sends the event again, with the same id; it was delivered all the same.
  if (committed) await markEventDelivered(landing, committed).catch((error) => warn(log, run, error));
  return { delivered: true };
}

function warn(log: StepContext['log'], { exportId }: ExportRun, error: unknown): void {
  log.warn(logLine('eventNotMarked', { exportId, message: messageOf(error) }));
}

/** A landing reached with a SAS carries it in every URL. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*$/, '');
}
