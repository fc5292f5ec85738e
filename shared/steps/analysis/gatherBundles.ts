import { randomUUID } from 'node:crypto';
import type { AnalysisKey, AnalysisWork } from '../../analysis/analysisRun.ts';
import { figuresJson } from '../../analysis/figures.ts';
import { GROUP_FILES } from '../../analysis/groupForms.ts';
import type { Step } from '../../export/stop.ts';
import type { AnalysisContext } from './analysisContext.ts';
import { BUNDLES_A_GENERATION, bundlePath, findRecord, gatheredPath, keepRecord, workFolder } from './bundleRecord.ts';
import { gatherRecords } from './gatherRecords.ts';
import { targetOf } from './target.ts';

/** Puts what a generation of bundles made into one record, so that a version of any number of files ends in few. */
export async function gatherBundles(
  { services, guard }: AnalysisContext,
  { run, work, first }: { run: AnalysisKey; work: AnalysisWork; first: number },
): Promise<Step<object>> {
  await guard.assertCurrent();
  const { blobs } = services;
  const { folder, family } = targetOf(services, run, work);
  const parts = workFolder(folder, run);
  const path = gatheredPath(parts, first);
  if (await findRecord(blobs, path)) return {};
  const count = Math.min(BUNDLES_A_GENERATION, work.bundles - first);
  const records = Array.from({ length: count }, (_, index) => bundlePath(parts, first + index));
  return guard.whileCurrent(async () => {
    const { figures, groups, files, faults } = await gatherRecords(blobs, records);
    const merged = `${parts}groups-${randomUUID()}.ndjson`;
    await GROUP_FILES[family].merge(blobs, merged, groups, parts);
    await keepRecord(blobs, path, { figures: figuresJson(figures), groups: merged, files, faults });
    return {};
  });
}
