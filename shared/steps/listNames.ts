import type { Range } from '../export/ranges.ts';
import type { RunKey } from '../export/run.ts';
import { resubmit, type Step } from '../export/stop.ts';
import { type Manifest, namesSha256 } from '../microsoft/manifest.ts';
import type { VersionPlan } from './planVersion.ts';
import { graphOf, type StepContext } from './stepContext.ts';

interface SortedNames {
  names: readonly string[];
  sha256: string;
}

/** Of each manifest once: to sort and digest 100,000 names for each of a thousand stretches takes minutes. */
const sorted = new WeakMap<Manifest, SortedNames>();

function sortedNames(manifest: Manifest): SortedNames {
  const known = sorted.get(manifest);
  if (known) return known;
  const names = manifest.blobs.map(({ name }) => name).sort();
  const made = { names, sha256: namesSha256(names) };
  sorted.set(manifest, made);
  return made;
}

/**
 * The names of one stretch of blobs. They are asked for here, in small portions, so that the history of a run with 100,000 files does not
 * carry 100,000 names. Order and content of a manifest are not promised: the names are sorted, and their set must be the planned one.
 */
export async function listNames(
  { services, guard }: StepContext,
  { run, plan, range }: { run: RunKey; plan: VersionPlan; range: Range },
): Promise<Step<{ names: string[] }>> {
  await guard.assertCurrent();
  const manifest = await graphOf(services, run).source.manifest(plan.operationId, plan.facts.eTag);
  const { names, sha256 } = sortedNames(manifest);
  if (sha256 !== plan.namesSha256) {
    return resubmit('SnapshotMoved', 'The manifest lists other blobs than when it was planned.');
  }
  return { names: names.slice(range.from, range.from + range.count) };
}
