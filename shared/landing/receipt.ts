import { createHash } from 'node:crypto';
import type { CopyReceipt } from '../copy/types.ts';
import { FIGURES, type Known, readFigures } from '../export/figures.ts';
import type { ManifestBlob } from '../microsoft/manifest.ts';

/** A file that stands whole in the landing: what the copy counted, and what it was made from. */
export interface LandedFile extends Known {
  /** Name inside the version folder. */
  name: string;
  /** Position in Microsoft's manifest, from 0. */
  index: number;
  partitionValue: string;
  /** SHA-256 of the eTag of the manifest it belongs to. */
  snapshotSha256: string;
  runId: string;
  crc32: string;
  source: { name: string; bytes: number; eTag: string; sha256: string };
}

/** Which file a copy is to leave: of one snapshot and, with `runId`, by one run. */
export interface WantedFile {
  snapshotSha256: string;
  runId?: string;
}

export function isWanted(
  file: Pick<LandedFile, 'snapshotSha256' | 'runId'> | undefined,
  { snapshotSha256, runId }: WantedFile,
): boolean {
  return file?.snapshotSha256 === snapshotSha256 && (runId === undefined || file.runId === runId);
}

export type ReceiptMetadata = Record<string, string>;

export function snapshotSha256(eTag: string): string {
  return createHash('sha256').update(eTag).digest('hex');
}

/**
 * The receipt as metadata of the landed blob. It goes in with the commit of the blob, in one request: a file is either
 * there with its receipt or not there. So progress, the skip of a repeated activity and the final manifest are all read
 * from storage.
 */
export function toMetadata(blob: ManifestBlob, eTag: string, runId: string, receipt: CopyReceipt): ReceiptMetadata {
  const names = Object.keys(FIGURES) as (keyof typeof FIGURES)[];
  const figures = Object.fromEntries(names.map((name) => [name.toLowerCase(), String(receipt[name])]));
  const metadata = {
    run: runId,
    snapshot: snapshotSha256(eTag),
    index: String(blob.index),
    // Header values are ASCII.
    partition: encodeURIComponent(blob.partitionValue),
    suffix: encodeURIComponent(blob.name.slice(blob.fileName.length)),
    ...figures,
    crc32: receipt.crc32,
    sourcebytes: String(receipt.source.bytes),
    sourceetag: encodeURIComponent(receipt.source.eTag),
    sourcesha256: receipt.source.sha256,
  };
  // Storage takes no empty values.
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== ''));
}

/** Reads a receipt back; undefined when the blob carries none (a directory stub, a stranger's file). */
export function fromMetadata(name: string, metadata: ReceiptMetadata | undefined): LandedFile | undefined {
  if (!metadata) return undefined;
  // Storage may answer metadata names in the casing of its own choice.
  const values = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key.toLowerCase(), value]));
  const { run, snapshot, crc32, sourcesha256 } = values;
  const index = count(values.index);
  const figures = readFigures((figure) => count(values[figure.toLowerCase()]));
  const sourceBytes = count(values.sourcebytes);
  const partitionValue = decoded(values.partition);
  const suffix = decoded(values.suffix);
  const sourceETag = decoded(values.sourceetag);
  if (!run || !snapshot || !crc32 || !sourcesha256) return undefined;
  if (index === undefined || figures === undefined || sourceBytes === undefined) return undefined;
  if (partitionValue === undefined || suffix === undefined || sourceETag === undefined) return undefined;
  return {
    name,
    index,
    partitionValue,
    snapshotSha256: snapshot,
    runId: run,
    ...figures,
    crc32,
    source: {
      name: `${name}${suffix}`,
      bytes: sourceBytes,
      eTag: sourceETag,
      sha256: sourcesha256,
    },
  };
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function decoded(text = ''): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
