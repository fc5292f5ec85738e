import type { KindState } from '../analysis/kindState.ts';
import { statusOf } from '../durable/exportInstance.ts';
import { type Instances, isActive } from '../durable/instances.ts';
import { mapBounded } from '../mapBounded.ts';

const LOOK_UPS_AT_ONCE = 8;

/** An invoice or an open month, as an answer shows it. */
interface Entry {
  kinds: Readonly<Record<string, KindState>>;
}

/**
 * What the index cannot know: of the few exports that it says are running, whether they are. A run that was cancelled or died could not write down how it ended.
 */
export async function withRuns<Of extends Entry>(instances: Instances, entries: readonly Of[]): Promise<Of[]> {
  return mapBounded(entries, LOOK_UPS_AT_ONCE, async (entry) => {
    const kinds = Object.entries(entry.kinds).map(async ([kind, state]) => [kind, await looked(instances, state)]);
    return { ...entry, kinds: Object.fromEntries(await Promise.all(kinds)) };
  });
}

async function looked<Of extends KindState>(instances: Instances, state: Of): Promise<Of> {
  const { lastRun, exportId } = state;
  if ((lastRun !== 'running' && lastRun !== 'queued') || exportId === null) return state;
  const instance = await instances.find(exportId);
  if (instance && isActive(instance)) return state;
  const ended = instance ? statusOf(instance) : 'failed';
  if (state.status === 'landed') return { ...state, lastRun: ended };
  const isVisible = ended === 'noData' || ended === 'rejected' || ended === 'failed' || ended === 'cancelled';
  return { ...state, lastRun: ended, status: isVisible ? ended : 'missing' };
}
