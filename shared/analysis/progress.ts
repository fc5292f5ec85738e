import { subjectOfExportId } from '../export/exportId.ts';
import type { BlobStore } from '../landing/blobStore.ts';
import type { Landing } from '../landing/landing.ts';
import { analysisFolder, partsFolder } from '../landing/layout.ts';
import type { AnalysisKey, AnalysisState } from './analysisRun.ts';

/**
 * How many parts of a version are read: counted where their records lie, since an orchestrator that waits for a fan-out cannot report. A version has as many parts as
 * activities read it.
 */
export async function countBundles(
  { blobs, landing }: { blobs: BlobStore; landing: Landing },
  { exportId, runId }: AnalysisKey,
  { version, bundles }: Pick<AnalysisState, 'version' | 'bundles'>,
): Promise<{ partsDone: number; partsTotal: number } | null> {
  const subject = subjectOfExportId(exportId);
  if (!subject || version === undefined || bundles === undefined) return null;
  let partsDone = 0;
  const folder = partsFolder(analysisFolder(landing.prefix, subject, version));
  for await (const _ of blobs.list(`${folder}${runId}/bundle-`)) partsDone++;
  return { partsDone, partsTotal: bundles };
}
