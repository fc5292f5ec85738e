import type { OrchestrationContext } from 'durable-functions';
import { ANNOUNCE_PAUSES_MS } from '../../shared/export/patience.ts';
import { activities } from '../activities/index.ts';
import { pause, type Steps } from './orchestrator.ts';

/**
 * Makes the proof of the invoice of which an export has changed something, and tells subscribers of another state, again and again for about four minutes. Nothing of it can spoil
 * what it follows from: the next discovery makes up for what is missing.
 */
export function* proveExport(context: OrchestrationContext, exportId: string): Steps<void> {
  try {
    const proved = yield* activities.proveExport.call(context, { exportId });
    if (proved.stop !== undefined || !proved.tell || proved.invoiceId === undefined) return;
    for (const pauseMs of [0, ...ANNOUNCE_PAUSES_MS]) {
      if (pauseMs > 0) yield* pause(context, pauseMs);
      const told = yield* activities.announceProof.call(context, { invoiceId: proved.invoiceId });
      if (told.stop !== undefined || told.delivered) return;
    }
  } catch {
    // The activity has logged its own failure.
  }
}
