import { z } from 'zod';
import type { ChangesDocument, FiguresDocument } from '../analysis/documents.ts';
import { readFiguresOf } from '../analysis/figuresStore.ts';
import { type InvoiceEntry, readEntry } from '../analysis/invoiceIndex.ts';
import { type KindState, shownSum } from '../analysis/kindState.ts';
import { decimalText, parseDecimal, subtract } from '../decimal.ts';
import type { BilledKind } from '../export/kinds.ts';
import { BILLED_KINDS } from '../export/kinds.ts';
import { type ExportSubject, invoiceIdSchema, invoiceSubject } from '../export/request.ts';
import type { BlobStore } from '../landing/blobStore.ts';
import type { Landing } from '../landing/landing.ts';
import { exportFolder, manifestPath, versionInFolder } from '../landing/layout.ts';
import { mapBounded } from '../mapBounded.ts';
import type { Proof } from '../proof/proofDocument.ts';
import { readProof } from '../steps/proof/proofStore.ts';
import { ApiProblem } from './problem.ts';

/** Versions of one kind that an answer lists; a year of daily restatements would be more than anybody reads. */
const MOST_VERSIONS = 50;
const MOST_CUSTOMERS = 20;
/** `_changes.json` grows with the customers that changed; beyond this it is read from its path. */
const MOST_CHANGES_BYTES = 4 * 1024 * 1024;
const AT_ONCE = 8;

export interface VersionBody {
  version: string;
  /** Null while it is not analysed; so are the others. */
  lines: number | null;
  sums: { column: string; currency: string; sum: string }[] | null;
  sum: string | null;
  /** Against the version before it; null of the first. */
  difference: string | null;
  /** Path of `_changes.json`. */
  changes: string | null;
  /** Of the newest version: whose sums differ from the version before, greatest difference first. */
  customers?: ChangesDocument['customers'];
}

export interface InvoiceBody
  extends Pick<InvoiceEntry, 'invoiceId' | 'invoiceDate' | 'month' | 'currency' | 'documentType' | 'totalCharges'> {
  kinds: Partial<Record<BilledKind, KindState & { versions: VersionBody[] }>>;
  proof: Proof | null;
}

/** Everything about one invoice, from its own documents. 404 where nothing is known of it. */
export async function describeInvoice(landing: Landing, blobs: BlobStore, invoiceId: string): Promise<InvoiceBody> {
  if (!invoiceIdSchema.safeParse(invoiceId).success) throw notFound();
  const entry = await readEntry(landing, invoiceId);
  const { kinds, invoiceDate, month, currency, documentType, totalCharges } = entry;
  const proof = (await readProof(landing, invoiceId))?.proof ?? null;
  const states = BILLED_KINDS.map((kind) => kinds[kind]);
  const isKnown = invoiceDate !== null || states.some((state) => state?.version || state?.lastRun);
  if (!isKnown && !proof) throw notFound();
  const described = BILLED_KINDS.map(async (kind) => {
    const state = kinds[kind];
    if (!state) return [];
    const subject = invoiceSubject(kind, invoiceId, state.attributeSet ?? 'full');
    return [[kind, { ...state, versions: await versionsOf(landing, blobs, subject, currency) }]];
  });
  const words = { invoiceId, invoiceDate, month, currency, documentType, totalCharges };
  return { ...words, kinds: Object.fromEntries((await Promise.all(described)).flat()), proof };
}

async function versionsOf(
  landing: Landing,
  blobs: BlobStore,
  subject: ExportSubject,
  currency: string | null,
): Promise<VersionBody[]> {
  const folders = (await landing.folders(exportFolder(landing.prefix, subject)))
    .filter((folder) => versionInFolder(folder) !== undefined)
    .sort()
    .reverse()
    .slice(0, MOST_VERSIONS + 1);
  const read = await mapBounded(folders, AT_ONCE, async (folder) => {
    const version = versionInFolder(folder) ?? '';
    const figures = await readFiguresOf(landing, subject, version);
    // A folder without a manifest is no version: a run is writing it, or died there.
    if (!figures && !(await landing.exists(manifestPath(folder)))) return [];
    return [bodyOf(version, figures?.document, subject, currency)];
  });
  const versions = read.flat();
  const bodies = versions.map((body, index) => ({ ...body, difference: differenceOf(body, versions[index + 1]) }));
  const [newest, ...rest] = bodies.slice(0, MOST_VERSIONS);
  if (!newest) return [];
  const customers = newest.changes === null ? undefined : await changedCustomers(blobs, newest.changes);
  return [{ ...newest, ...(customers ? { customers } : {}) }, ...rest];
}

function bodyOf(
  version: string,
  figures: FiguresDocument | undefined,
  subject: ExportSubject,
  currency: string | null,
): VersionBody {
  return {
    version,
    lines: figures?.lines ?? null,
    sums: figures?.sums.map(({ column, currency: of, sum }) => ({ column, currency: of, sum })) ?? null,
    sum: figures ? shownSum(figures.sums, subject, currency ?? undefined) : null,
    difference: null,
    changes: figures?.changes ?? null,
  };
}

function differenceOf({ sum }: VersionBody, before: VersionBody | undefined): string | null {
  const [now, then] = [sum, before?.sum].map((text) => (text ? parseDecimal(text) : undefined));
  return now && then ? decimalText(subtract(now, then)) : null;
}

const changesSchema = z.looseObject({
  customers: z.array(
    z.object({
      customerId: z.string(),
      customerName: z.string(),
      currency: z.string(),
      before: z.string(),
      after: z.string(),
      difference: z.string(),
    }),
  ),
});

async function changedCustomers(blobs: BlobStore, path: string): Promise<VersionBody['customers']> {
  for await (const { path: found, bytes } of blobs.list(path)) {
    if (found === path && bytes > MOST_CHANGES_BYTES) return undefined;
  }
  const stored = await blobs.get(path);
  if (!stored) return undefined;
  const changes = changesSchema.safeParse(JSON.parse(stored.bytes.toString('utf8')));
  return changes.success ? changes.data.customers.slice(0, MOST_CUSTOMERS) : undefined;
}

function notFound(): ApiProblem {
  return new ApiProblem(404, 'InvoiceNotFound', 'Nothing is known of an invoice of this number.');
}
