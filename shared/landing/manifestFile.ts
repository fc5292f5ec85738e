import { z } from 'zod';
import { figureShape, figuresOf, mergedFigures } from '../export/figures.ts';
import type { ExportRequest } from '../export/request.ts';
import type { ExportResult, Warning } from '../export/run.ts';
import type { ManifestFacts } from '../microsoft/manifest.ts';
import { VERSION } from '../version.ts';
import type { LandedFile } from './receipt.ts';

export const PRODUCER = `partner-billing-export/${VERSION}`;

const count = z.number().int().nonnegative();

/** Every figure; one that earlier versions did not count may be missing. */
const figures = figureShape(count, count.optional());

const fileSchema = z.object({
  name: z.string(),
  partitionValue: z.string(),
  ...figures,
  crc32: z.string(),
  source: z.object({ name: z.string(), bytes: count, eTag: z.string(), sha256: z.string() }),
});

/**
 * `_manifest.json`, schema version 1: its presence is the commit of a version. The figures and `crc32` are of the
 * unpacked file.
 */
export const manifestFileSchema = z.object({
  schemaVersion: z.literal(1),
  export: z.looseObject({ id: z.string(), kind: z.string(), attributeSet: z.string().optional() }),
  source: z.object({
    operationId: z.string(),
    manifestId: z.string(),
    eTag: z.string(),
    createdDateTime: z.string(),
    schemaVersion: z.string(),
    dataFormat: z.string(),
    partitionType: z.string(),
    partnerTenantId: z.string(),
    blobCount: count,
    /** What was odd about the snapshot: `_latest.json` does not name it. */
    warnings: z.array(z.object({ code: z.string(), message: z.string() })).optional(),
  }),
  files: z.array(fileSchema),
  totals: z.object({ files: count, ...figures }),
  run: z.object({ id: z.string(), startedAt: z.string(), committedAt: z.string(), producer: z.string() }),
});

export type ManifestFile = z.infer<typeof manifestFileSchema>;
export type ManifestFileEntry = z.infer<typeof fileSchema>;

/** The `export` member of the manifest and of events: what was asked for, without how (`force`). */
export function exportSubject(exportId: string, request: ExportRequest): ManifestFile['export'] {
  const { force: _, attributeSet, ...subject } = request;
  return { id: exportId, ...subject, ...(attributeSet === undefined ? {} : { attributeSet }) };
}

/** Puts a manifest together from what stands in the landing. `files` are in the order of Microsoft's manifest. */
export function buildManifestFile(
  subject: ManifestFile['export'],
  source: ManifestFacts & { operationId: string; warnings?: readonly Warning[] },
  landed: readonly LandedFile[],
  run: { id: string; startedAt: string; committedAt: string },
): ManifestFile {
  const files = [...landed]
    .sort((a, b) => a.index - b.index || (a.name < b.name ? -1 : 1))
    .map((file) => ({
      name: file.name,
      partitionValue: file.partitionValue,
      ...figuresOf(file),
      crc32: file.crc32,
      source: file.source,
    }));
  const { operationId, warnings, ...facts } = source;
  return {
    schemaVersion: 1,
    export: subject,
    source: { operationId, ...facts, ...(warnings ? { warnings: [...warnings] } : {}) },
    files,
    totals: { files: files.length, ...mergedFigures(files) },
    run: { ...run, producer: PRODUCER },
  };
}

export function resultOf(version: string, manifestPath: string, { totals }: ManifestFile): ExportResult {
  return { version, manifest: manifestPath, files: totals.files, ...figuresOf(totals) };
}
