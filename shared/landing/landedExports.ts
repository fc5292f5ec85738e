import { exportIdOf } from '../export/exportId.ts';
import { ALL_KINDS, EXPORT_KINDS, type ExportKind, hasAttributeSets, isBilled } from '../export/kinds.ts';
import { ATTRIBUTE_SETS, type AttributeSet, type ExportSubject } from '../export/request.ts';
import { mapBounded } from '../mapBounded.ts';
import type { Landing } from './landing.ts';
import { exportFolder, latestPath } from './layout.ts';

const LISTED_AT_ONCE = 16;

/** Ids of all exports of which a version is committed, by listing the folders of the landing. */
export async function landedExports(landing: Landing): Promise<string[]> {
  const found = await mapBounded(ALL_KINDS, ALL_KINDS.length, (kind) => subjectsOf(landing, kind));
  const landed = await onlyLanded(landing, found.flat());
  return landed.map(exportIdOf).sort();
}

/** Those of which a version is committed. */
export async function onlyLanded(landing: Landing, subjects: readonly ExportSubject[]): Promise<ExportSubject[]> {
  const exist = await mapBounded(subjects, LISTED_AT_ONCE, (subject) =>
    landing.exists(latestPath(exportFolder(landing.prefix, subject))),
  );
  return subjects.filter((_, index) => exist[index]);
}

async function subjectsOf(landing: Landing, kind: ExportKind): Promise<ExportSubject[]> {
  const root = `${landing.prefix}${EXPORT_KINDS[kind].slug}/`;
  const outer = await landing.folders(root);
  // One level for invoices, two for currency and month.
  const folders = isBilled(kind) ? outer : (await mapBounded(outer, LISTED_AT_ONCE, landing.folders)).flat();
  const sets = hasAttributeSets(kind) ? (await mapBounded(folders, LISTED_AT_ONCE, landing.folders)).flat() : folders;
  return sets.flatMap((folder) => subjectOf(kind, folder.slice(root.length)) ?? []);
}

/** The export of a folder below that of its kind; undefined for what somebody else has put there. */
function subjectOf(kind: ExportKind, folder: string): ExportSubject | undefined {
  const [, invoiceId, currencyCode, month, attributes] =
    /^(?:invoice=(\w+)|currency=(\w+)\/month=([\d-]+))\/(?:attributes=(\w+)\/)?$/.exec(folder) ?? [];
  if (isBilled(kind) && !hasAttributeSets(kind)) {
    return invoiceId === undefined || attributes !== undefined ? undefined : { kind, invoiceId };
  }
  const attributeSet = ATTRIBUTE_SETS.find((set: AttributeSet) => set === attributes);
  if (!attributeSet) return undefined;
  if (isBilled(kind)) return invoiceId === undefined ? undefined : { kind, invoiceId, attributeSet };
  return currencyCode === undefined || month === undefined ? undefined : { kind, currencyCode, month, attributeSet };
}
