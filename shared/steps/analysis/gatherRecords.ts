import type { AnalysisWarning } from '../../analysis/analysisRun.ts';
import { type Figures, mergeFigures, readFigures } from '../../analysis/figures.ts';
import { CodedError } from '../../errors.ts';
import type { BlobStore } from '../../landing/blobStore.ts';
import type { AddedFile } from '../../tables/delta/commitPartition.ts';
import { readRecord } from './bundleRecord.ts';

/** Several records put together. Their groups are still in several files. */
export interface Gathered {
  figures: Figures;
  groups: string[];
  files: AddedFile[];
  faults: AnalysisWarning[];
}

/** Reads records one after the other, in the order of the manifest: names and sums are held, never groups. */
export async function gatherRecords(store: BlobStore, paths: readonly string[]): Promise<Gathered> {
  let gathered: Gathered | undefined;
  for (const path of paths) {
    const { figures, groups, files, faults } = await readRecord(store, path);
    const more: Gathered = { figures: readFigures(figures), groups: [groups], files, faults };
    gathered = gathered ? merged(gathered, more) : more;
  }
  if (!gathered) throw new CodedError('LandingUnavailable', 'The version has no files.');
  return gathered;
}

function merged(a: Gathered, b: Gathered): Gathered {
  a.groups.push(...b.groups);
  a.files.push(...b.files);
  const fresh = b.faults.filter(({ code }) => a.faults.every((known) => known.code !== code));
  return { ...a, figures: mergeFigures(a.figures, b.figures), faults: [...a.faults, ...fresh] };
}
