import { ANALYSIS_ORCHESTRATOR } from '../analysis/analysisRun.ts';
import { ANALYSES_ORCHESTRATOR } from '../analysis/request.ts';
import { EXPORT_ORCHESTRATOR } from '../durable/exportInstance.ts';
import { type Instances, isActive } from '../durable/instances.ts';
import { FOCUS_ORCHESTRATOR } from '../steps/focus/focusMonth.ts';
import { BACKFILL_ORCHESTRATOR } from './backfill.ts';
import { type BrokenKey, menderId } from './startAgain.ts';

/** The orchestration that sees to one broken instance. */
export const MENDER_ORCHESTRATOR = 'mendBroken';

/** Roots: nobody above them would notice that they broke. Inner orchestrations are begun anew by theirs. */
export const ROOT_ORCHESTRATORS: ReadonlySet<string> = new Set([
  EXPORT_ORCHESTRATOR,
  ANALYSIS_ORCHESTRATOR,
  ANALYSES_ORCHESTRATOR,
  BACKFILL_ORCHESTRATOR,
  FOCUS_ORCHESTRATOR,
  'discoveryPass',
  'unbilledPass',
]);

/**
 * Looks for roots that ended in an error of the engine and begins to see to each of them, once: the backend itself says
 * nothing of them that could be relied on. Answers how many were new.
 */
export async function watchBroken(instances: Instances): Promise<number> {
  const broken = (await instances.failed()).filter(({ orchestrator }) => ROOT_ORCHESTRATORS.has(orchestrator));
  let found = 0;
  for (const { id: instanceId, createdAt } of broken) {
    const key: BrokenKey = { instanceId, createdAt: createdAt.toISOString() };
    const mender = await instances.find(menderId(key));
    if (mender && (isActive(mender) || mender.runtimeStatus !== 'Failed')) continue;
    if (await instances.start(MENDER_ORCHESTRATOR, menderId(key), key)) found++;
  }
  return found;
}
