import type { Range } from '../export/ranges.ts';
import type { RunKey } from '../export/run.ts';
import { resubmit, type Step } from '../export/stop.ts';
import { namesSha256 } from '../graph/manifest.ts';
import type { VersionPlan } from './planVersion.ts';
import type { StepContext } from './services.ts';

/**
 * The names of one stretch of blobs. They are asked for here, in small portions, so that the history of a run with 100,000 files does not
 * carry 100,000 names. Order and content of a manifest are not promised: the names are sorted, and their set must be the planned one.
 */
export async function listNames(
  { services, guard }: StepContext,
  { plan, range }: { run: RunKey; plan: VersionPlan; range: Range },
): Promise<Step<{ names: string[] }>> {
  await guard.assertCurrent();
  const manifest = await services.source.manifest(plan.operationId, plan.facts.eTag);
  const names = manifest.blobs.map(({ name }) => name).sort();
  if (namesSha256(names) !== plan.namesSha256) {
    return resubmit('SnapshotMoved', 'The manifest lists other blobs than when it was planned.');
  }
  return { names: names.slice(range.from, range.from + range.count) };
}
