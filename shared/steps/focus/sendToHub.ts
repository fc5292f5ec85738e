import { type Step, stopOf } from '../../export/stop.ts';
import { logLine } from '../../log.ts';
import type { FocusContext } from './focusContext.ts';
import type { FocusMonth } from './focusMonth.ts';
import { type HubLook, loadHub } from './loadHub.ts';
import { noteWarning } from './monthDocument.ts';

/** Loads the hub, or says in the figures of the month why it could not: the table stands whatever the hub does. */
export async function sendToHub(context: FocusContext, key: FocusMonth): Promise<Step<HubLook & { failed?: true }>> {
  try {
    return await loadHub(context, key);
  } catch (error) {
    const stop = stopOf(error);
    const failure = stop && 'failure' in stop ? stop.failure : undefined;
    if (failure?.code !== 'HubForbidden' && failure?.code !== 'HubUnavailable') throw error;
    const { code, message } = failure;
    context.log.warn(logLine('hubNotLoaded', { month: key.month, currency: key.currency, code, message }));
    await noteWarning(context.services, key, { code, message });
    return { waitMs: 0, failed: true };
  }
}
