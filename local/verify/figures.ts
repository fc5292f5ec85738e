import { parseDecimal } from '../../shared/decimal.ts';
import type { BlobStore } from '../../shared/landing/blobStore.ts';
import { isRecord, readJson } from './landedVersions.ts';
import { type LineContent, Sums } from './lineContent.ts';

/** Holds the sums and rows of `_figures.json` against the raw lines; one sentence a difference. */
export async function figuresDifferences(store: BlobStore, path: string, lines: LineContent): Promise<string[]> {
  const figures = await readJson(store, path);
  if (!isRecord(figures) || !Array.isArray(figures.sums)) return [`${path} is not there: the version is not analysed`];
  const sums = new Sums();
  for (const entry of figures.sums) {
    if (!isRecord(entry)) continue;
    const amount = parseDecimal(String(entry.sum));
    if (amount) sums.add(String(entry.column), String(entry.currency), amount);
  }
  const rows = [...lines.rows.values()].reduce((sum, { size }) => sum + size, 0);
  return [
    ...(figures.rows === rows ? [] : [`${figures.rows} rows in the figures, ${rows} in the raw lines`]),
    ...(figures.unreadable === lines.unreadable
      ? []
      : [`${figures.unreadable} unreadable lines in the figures, ${lines.unreadable} in the files`]),
    ...lines.sums.differences(sums, 'in the figures'),
  ];
}

/** What keeps a version out of its table, as its figures say; undefined when they say nothing. */
export async function whyNotInTable(store: BlobStore, path: string): Promise<string | undefined> {
  const figures = await readJson(store, path);
  if (!isRecord(figures) || !Array.isArray(figures.warnings)) return undefined;
  const warning = figures.warnings.find(isRecord);
  return warning && `${warning.code}: ${warning.message}`;
}
