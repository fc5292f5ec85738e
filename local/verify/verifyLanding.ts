import { ALL_KINDS, BILLED_KINDS, EXPORT_KINDS, hasTable } from '../../shared/export/kinds.ts';
import type { BlobStore } from '../../shared/landing/blobStore.ts';
import { dictionaryOf } from '../../shared/lines/dictionary.ts';
import { checkFiles } from './checkFiles.ts';
import { checkTable } from './checkTable.ts';
import { type ShownFile, shownFiles } from './deltaFiles.ts';
import { figuresDifferences, whyNotInTable } from './figures.ts';
import { isRecord, type LandedVersion, landedVersions } from './landedVersions.ts';
import { LineContent } from './lineContent.ts';

export interface VerifyOptions {
  readonly prefix: string;
  /** One invoice, or everything that has landed. */
  readonly invoice?: string;
  /** Also the figures and the tables that were made of the newest versions. */
  readonly tables: boolean;
}

/** What was looked at, and what is not as it should be: `where: what`, a line each. */
export interface Verification {
  versions: number;
  files: number;
  lines: number;
  bytes: number;
  /** Exports of which the table was read. */
  tables: number;
  differences: string[];
}

/**
 * Reads back what has landed, and what was made of it, by other code than that which wrote it. `say` hears of each version that is through. Throws
 * when the landing cannot be read.
 */
export async function verifyLanding(
  store: BlobStore,
  options: VerifyOptions,
  say: (line: string) => void = () => {},
): Promise<Verification> {
  const sum: Verification = { versions: 0, files: 0, lines: 0, bytes: 0, tables: 0, differences: [] };
  const tables = new Map<string, Promise<ShownFile[] | undefined>>();
  for await (const version of landedVersions(store, foldersOf(options))) {
    if ('fault' in version) {
      sum.differences.push(`${version.path}: ${version.fault}`);
      continue;
    }
    const { manifest, folder } = version;
    const found = await verifyVersion(store, options, version, tables);
    sum.differences.push(...found.map((difference) => `${folder} ${difference}`));
    sum.versions++;
    sum.files += manifest.totals.files;
    sum.lines += manifest.totals.lines;
    sum.bytes += manifest.totals.bytes;
    if (options.tables && version.isLatest) sum.tables++;
    say(`${found.length === 0 ? 'as it should be' : `${found.length} differences`}: ${folder}`);
  }
  return sum;
}

async function verifyVersion(
  store: BlobStore,
  { prefix, tables: wantsTables }: VerifyOptions,
  version: LandedVersion,
  tables: Map<string, Promise<ShownFile[] | undefined>>,
): Promise<string[]> {
  if (!wantsTables || !version.isLatest) return checkFiles(store, version);
  const { attributeSet, kind: name } = version.manifest.export;
  const kind = ALL_KINDS.find((known) => known === name);
  if (kind === undefined) return [`its manifest names the kind ${name}, which is not known`];
  const attributes = dictionaryOf(kind);
  const lines = new LineContent(attributes);
  const landed = await checkFiles(store, version, (file, number, line) => lines.add(file, number, line));

  const figures = `${prefix}analysis/${version.folder.slice(prefix.length)}_figures.json`;
  const inFigures = await figuresDifferences(store, figures, lines);
  if (!hasTable(kind)) return [...landed, ...inFigures];
  const table = `${prefix}tables/${EXPORT_KINDS[kind].slug.replaceAll('-', '_')}${attributeSet === 'basic' ? '_basic' : ''}/`;
  const shown = tables.get(table) ?? shownFiles(store, table);
  tables.set(table, shown);
  const reason = await whyNotInTable(store, figures);
  const inTable = await checkTable(store, (await shown) ?? [], {
    version: version.name,
    lines,
    attributes,
    partition: partitionOf(version),
    ...(reason === undefined ? {} : { reason }),
  });
  return [...landed, ...inFigures, ...inTable];
}

function partitionOf({ manifest: { export: subject } }: LandedVersion): Record<string, string> {
  if (!isRecord(subject)) return {};
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return 'invoiceId' in subject
    ? { LandingInvoice: text(subject.invoiceId) }
    : { LandingCurrency: text(subject.currencyCode), LandingMonth: text(subject.month) };
}

function foldersOf({ prefix, invoice }: VerifyOptions): string[] {
  if (invoice === undefined) return ALL_KINDS.map((kind) => `${prefix}${EXPORT_KINDS[kind].slug}/`);
  return BILLED_KINDS.map((kind) => `${prefix}${EXPORT_KINDS[kind].slug}/invoice=${invoice}/`);
}
