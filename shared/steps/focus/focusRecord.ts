import { CodedError } from '../../errors.ts';
import type { PartFigures } from '../../focus/partFigures.ts';
import type { BlobStore } from '../../landing/blobStore.ts';
import type { AddedFile } from '../../tables/delta/commitPartition.ts';
import { attemptFolder, type FocusAttempt } from './focusPlan.ts';

/** What was made of one part: it lies in storage, and the orchestrator only counts. */
export interface FocusRecord {
  figures: PartFigures;
  /** Parquet files of the table; none where a part has no rows. */
  files: AddedFile[];
  /** The same rows as a hub takes them, in the parts of the attempt; none without a hub. */
  hubFiles: string[];
  /** A sorted file of differences; of a reconciled invoice only. */
  differences?: string;
  /** The partner's tenant, as lines name it. */
  partnerId?: string;
  /** Why these lines cannot all become rows: a line that is no JSON object, an amount that no column holds. */
  fault?: string;
}

export function recordPath(prefix: string, attempt: FocusAttempt, part: number): string {
  return `${attemptFolder(prefix, attempt)}part-${String(part).padStart(6, '0')}.json`;
}

export async function findRecord(blobs: BlobStore, path: string): Promise<FocusRecord | undefined> {
  const stored = await blobs.get(path);
  return stored && (JSON.parse(stored.bytes.toString('utf8')) as FocusRecord);
}

export async function readRecord(blobs: BlobStore, path: string): Promise<FocusRecord> {
  const record = await findRecord(blobs, path);
  if (!record) throw new CodedError('LandingUnavailable', `${path} is gone; somebody else removed it.`);
  return record;
}

/** Keeps a record, unless another try was faster: each names files of its own, so either is right. */
export async function keepRecord(blobs: BlobStore, path: string, record: FocusRecord): Promise<void> {
  await blobs.put(path, Buffer.from(JSON.stringify(record)), { ifAbsent: true }, 'application/json');
}
