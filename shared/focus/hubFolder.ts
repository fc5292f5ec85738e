import type { Month } from '../export/month.ts';

/**
 * How a FinOps hub takes a data set: files of one ingestion, told apart by what stands before two underscores, in a folder that is loaded as a whole when
 * `manifest.json` appears. Source: github.com/microsoft/finops-toolkit, docs-mslearn/toolkit/hubs/data-processing.md.
 */
export const HUB_MANIFEST = 'manifest.json';
/** A manifest of no bytes is not noticed. */
export const HUB_MANIFEST_TEXT = '{}';

/** The folder of a month and currency of one partner; ends in `/`. */
export function hubFolder(month: Month, partnerId: string, currency: string): string {
  const [year, number] = month.split('-');
  return `Costs/${year}/${number}/partner-center/${partnerId.toLowerCase()}/${currency.toLowerCase()}/`;
}

/** The ingestion that an attempt at a month makes: the same however often it is tried again. */
export function ingestionId(plannedAt: string, attempt: string): string {
  const basicTime = plannedAt.replace(/\.\d+Z$/, 'Z').replace(/[-:]/g, '');
  return `${basicTime}-${attempt.replaceAll('_', '').slice(0, 8)}`;
}

export function hubFile(folder: string, ingestion: string, number: number): string {
  return `${folder}${ingestion}__part-${String(number).padStart(5, '0')}.snappy.parquet`;
}

/** Files in the hub's folder that an earlier ingestion left, or one that died. */
export function isOlder(path: string, folder: string, ingestion: string): boolean {
  return path.endsWith('.parquet') && !path.startsWith(`${folder}${ingestion}__`);
}

/** A hub needs some minutes for a month; asked again and again it would do nothing else. */
export const HUB_PAUSE_MS = 30 * 60_000;
/** What its database takes of one file. */
export const HUB_FILE_BYTES = 2_000_000_000;
