import { createHash } from 'node:crypto';
import { EXPORT_KINDS, type ExportKind } from '../export/kinds.ts';
import type { AttributeSet, ExportSubject } from '../export/request.ts';
import { dateOf, type Ticks } from '../export/timestamp.ts';

/**
 * Where things lie in the landing container; who reads such paths back is listed in docs/architecture.md. All paths are
 * inside the container; folders end in `/`.
 */

/** The folder of all versions of one export, where `_latest.json` lies. */
export function exportFolder(prefix: string, subject: ExportSubject): string {
  const folder =
    'invoiceId' in subject ? `invoice=${subject.invoiceId}` : `currency=${subject.currencyCode}/month=${subject.month}`;
  const attributes = subject.attributeSet === undefined ? '' : `attributes=${subject.attributeSet}/`;
  return `${prefix}${EXPORT_KINDS[subject.kind].slug}/${folder}/${attributes}`;
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
export const MOST_PATH_CHARACTERS = 1024;

/** Below it lies what is derived from landed versions, never inside their folders: all of it can be made again. */
export function analysisRoot(prefix: string): string {
  return `${prefix}analysis/`;
}

/** The folder of what an analysis made of one version. */
export function analysisFolder(prefix: string, subject: ExportSubject, version: string): string {
  return versionFolder(exportFolder(analysisRoot(prefix), subject), version);
}

/** Sums, columns and drift of the version; names the groups that belong to them. Written last. */
export function figuresPath(folder: string): string {
  return `${folder}_figures.json`;
}

/** What differs from the version before; there is none of a first version. */
export function changesPath(folder: string): string {
  return `${folder}_changes.json`;
}

/**
 * Partial sums by group, merged and sorted. Each analysis writes a file of its own: whoever reads the one before it is
 * not disturbed.
 */
export function groupsPath(folder: string, analysisId: string): string {
  return `${folder}groups-${analysisId}.ndjson`;
}

/** What the activities of analyses hand to each other; nothing in it is of use once an analysis has ended well. */
export function partsFolder(folder: string): string {
  return `${folder}parts/`;
}

/** Which analyses run and which wait for a place. */
export function analysisQueuePath(prefix: string): string {
  return `${analysisRoot(prefix)}_queue.json`;
}

/** What one `POST /api/analyses` asked for, and how far it is. */
export function analysisRequestPath(prefix: string, id: string): string {
  return `${analysisRoot(prefix)}requests/${id}.json`;
}

/** What Partner Center last said of an invoice. */
export function invoiceFactsPath(prefix: string, invoiceId: string): string {
  return `${analysisRoot(prefix)}invoices/invoice=${invoiceId}/_invoice.json`;
}

/** The proof of an invoice, as it stands now. */
export function proofPath(prefix: string, invoiceId: string): string {
  return `${analysisRoot(prefix)}invoices/invoice=${invoiceId}/_proof.json`;
}

/** An earlier proof, under the time (basic ISO 8601) that it was made at. */
export function earlierProofPath(prefix: string, invoiceId: string, basicTime: string): string {
  return `${analysisRoot(prefix)}invoices/invoice=${invoiceId}/history/${basicTime}.json`;
}

/** The index of invoices by the month of their date (`2026-10`); `unbilled` is that of unbilled months. */
export function invoiceIndexPath(prefix: string, month: string): string {
  return `${analysisRoot(prefix)}invoices/index/${month}.json`;
}

/** The Delta table of a kind and attribute set. Underscores, since SQL wants quotes around hyphens. */
export function tableFolder(prefix: string, kind: ExportKind, attributeSet: AttributeSet | undefined): string {
  const name = EXPORT_KINDS[kind].slug.replaceAll('-', '_');
  return `${prefix}tables/${name}${attributeSet === 'basic' ? '_basic' : ''}/`;
}

/** The Delta table of FOCUS Cost and Usage. */
export function focusTableFolder(prefix: string): string {
  return `${prefix}tables/focus/`;
}

/** Partition columns of a kind's table, and their values for one export: a version replaces exactly this partition. */
export function partitionOf(subject: ExportSubject): Record<string, string> {
  return 'invoiceId' in subject
    ? { LandingInvoice: subject.invoiceId }
    : { LandingCurrency: subject.currencyCode, LandingMonth: subject.month };
}

/**
 * A new Parquet file inside the table's folder. The UUID keeps two attempts apart: a file in a table is never written
 * over.
 */
export function tableFileName(partition: Readonly<Record<string, string>>, bundle: number, uuid: string): string {
  const folders = Object.entries(partition).map(([name, value]) => `${name}=${value}/`);
  return `${folders.join('')}part-${String(bundle).padStart(5, '0')}-${uuid}.zstd.parquet`;
}

/** What is known and made of one month and currency for FOCUS, besides the table. */
export function focusFolder(prefix: string, month: string, currency: string): string {
  return `${analysisRoot(prefix)}focus/currency=${currency}/month=${month}/`;
}

/** The documents of Partner Center that belong to a month and currency, one small file each. */
export function focusInvoicesFolder(prefix: string, month: string, currency: string): string {
  return `${focusFolder(prefix, month, currency)}invoices/`;
}

/** To which month and currency an invoice was counted last. */
export function focusInvoicePath(prefix: string, invoiceId: string): string {
  return `${analysisRoot(prefix)}focus/invoices/invoice=${invoiceId}.json`;
}

/** Which months are due to be written: one mark each. */
export function focusMarksFolder(prefix: string): string {
  return `${analysisRoot(prefix)}focus/due/`;
}

export function focusMarkPath(prefix: string, month: string, currency: string): string {
  return `${focusMarksFolder(prefix)}${currency}-${month}.json`;
}
