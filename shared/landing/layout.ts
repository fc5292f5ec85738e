import { createHash } from 'node:crypto';
import { EXPORT_KINDS } from '../export/kinds.ts';
import type { ExportRequest } from '../export/request.ts';
import { dateOf, type Ticks } from '../export/timestamp.ts';

/** Where things lie in the landing container. Another layout begins, and ends, here. All paths are inside the container; folders end in `/`. */

/** The folder of all versions of one export, where `_latest.json` lies. */
export function exportFolder(prefix: string, request: ExportRequest): string {
  const subject =
    'invoiceId' in request ? `invoice=${request.invoiceId}` : `currency=${request.currencyCode}/month=${request.month}`;
  return `${prefix}${EXPORT_KINDS[request.kind].slug}/${subject}/attributes=${request.attributeSet}/`;
}

/** The name of a data version: sorts by time, and differs for every snapshot of the service. */
export function versionName(created: Ticks, eTag: string): string {
  const basicTime = dateOf(created)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:]/g, '');
  return `${basicTime}-${versionSuffix(eTag)}`;
}

/** The part of a version's name that its eTag alone decides. */
export function versionSuffix(eTag: string): string {
  return createHash('sha256').update(eTag).digest('hex').slice(0, 8);
}

export function versionFolder(folder: string, version: string): string {
  return `${folder}version=${version}/`;
}

/**
 * The export's folder that a version lies in: a run keeps to it, even when the prefix is set anew before its commit.
 */
export function exportFolderOf(versionFolderPath: string): string {
  return versionFolderPath.replace(/version=[^/]+\/$/, '');
}

/** The version in a folder's name, or undefined when the folder is something else. */
export function versionInFolder(path: string): string | undefined {
  return /(?:^|\/)version=([^/]+)\/$/.exec(path)?.[1];
}

export function manifestPath(versionFolderPath: string): string {
  return `${versionFolderPath}_manifest.json`;
}

export function latestPath(exportFolderPath: string): string {
  return `${exportFolderPath}_latest.json`;
}

/** Azure's limit for the name of a blob, in characters. */
export const MAX_BLOB_PATH = 1024;
