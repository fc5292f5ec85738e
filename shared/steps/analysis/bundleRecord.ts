import type { AnalysisKey, AnalysisWarning, AnalysisWork } from '../../analysis/analysisRun.ts';
import type { FiguresJson } from '../../analysis/figures.ts';
import { CodedError } from '../../errors.ts';
import type { BlobStore } from '../../landing/blobStore.ts';
import { partsFolder } from '../../landing/layout.ts';
import type { AddedFile } from '../../tables/delta/commitPartition.ts';

/** What was made of a bundle, or of several that were put together: it lies in storage, and the orchestrator only counts. */
export interface BundleRecord {
  figures: FiguresJson;
  /** A sorted file of groups. */
  groups: string;
  /** Parquet files, in the order of the manifest; none where no table is wanted or one must not be. */
  files: AddedFile[];
  /** What keeps the version out of the table: of each code the first. */
  faults: AnalysisWarning[];
}

/** The folder of one analysis: another one of the same version finds nothing of it. */
export function workFolder(analysisFolder: string, { runId }: AnalysisKey): string {
  return `${partsFolder(analysisFolder)}${runId}/`;
}

export function bundlePath(folder: string, bundle: number): string {
  return `${folder}bundle-${String(bundle).padStart(6, '0')}.json`;
}

/** Of the bundles of a whole generation, by its first. */
export function gatheredPath(folder: string, first: number): string {
  return `${folder}gathered-${String(first).padStart(6, '0')}.json`;
}

/** Bundles that one generation of the orchestrator reads. */
export const BUNDLES_A_GENERATION = 200;

/** Where the records of all bundles of a version lie: one each, or of more than a generation, one a generation. */
export function recordPaths(folder: string, { bundles }: Pick<AnalysisWork, 'bundles'>): string[] {
  if (bundles <= BUNDLES_A_GENERATION) return Array.from({ length: bundles }, (_, index) => bundlePath(folder, index));
  const generations = Math.ceil(bundles / BUNDLES_A_GENERATION);
  return Array.from({ length: generations }, (_, index) => gatheredPath(folder, index * BUNDLES_A_GENERATION));
}

export async function findRecord(store: BlobStore, path: string): Promise<BundleRecord | undefined> {
  const stored = await store.get(path);
  return stored && (JSON.parse(stored.bytes.toString('utf8')) as BundleRecord);
}

export async function readRecord(store: BlobStore, path: string): Promise<BundleRecord> {
  const record = await findRecord(store, path);
  if (!record) throw new CodedError('LandingUnavailable', `${path} is gone; somebody else removed it.`);
  return record;
}

/** Keeps a record, unless another attempt was faster; answers the one that stands. Each names files of its own attempt, so either is right. */
export async function keepRecord(store: BlobStore, path: string, record: BundleRecord): Promise<BundleRecord> {
  const bytes = Buffer.from(JSON.stringify(record));
  const kept = await store.put(path, bytes, { ifAbsent: true }, 'application/json');
  return kept === undefined ? readRecord(store, path) : record;
}
