import { createHash } from 'node:crypto';
import type { LedgerShare } from '../data/content.ts';
import { reconciliationLineCount } from '../data/ledgerReconciliation.ts';
import { leastUsageLines } from '../data/ledgerUsage.ts';
import { createRandom, type Random } from '../data/random.ts';
import { isUsage, ledgerSubjectOf, type Subject } from '../data/subject.ts';

/** How much data there is, and how it is cut into files. */
export interface DataShape {
  files: number;
  /** Of each file, before packing: a size, or two bounds between which the sizes lie. */
  unpackedBytes: number | { from: number; to: number };
  /** Gzip members a file; real files have one. */
  members: number;
  /**
   * Of an invoice: so many lines of usage, and as many of reconciliation as its ledger has, which tie to each other and
   * to the invoice's total. Takes the place of the size. Without it files hold any lines up to their size, and nothing
   * ties.
   */
  usageLines?: number | undefined;
}

export interface SnapshotBlob {
  name: string;
  seed: string;
  unpackedBytes: number;
  share?: LedgerShare;
}

/**
 * Data built before anybody asked for it: what a manifest describes. Everything in it follows from its subject,
 * revision and shape.
 */
export interface Snapshot {
  manifestId: string;
  eTag: string;
  builtAt: Date;
  subject: Subject;
  container: string;
  /** Path inside the container, without a slash at either end. */
  directory: string;
  blobs: SnapshotBlob[];
  members: number;
}

export interface SnapshotOptions {
  subject: Subject;
  /** When the first revision of this data was built. */
  firstBuiltAt: Date;
  /** 0, then one more for each restatement. */
  revision: number;
  shape: DataShape;
}

const HOUR_MS = 3_600_000;

export function snapshotOf({ subject, firstBuiltAt, revision, shape }: SnapshotOptions): Snapshot {
  const builtAt = new Date(firstBuiltAt.getTime() + revision * HOUR_MS);
  const seed = JSON.stringify([subject, builtAt, revision, shape]);
  const random = createRandom(seed);
  return {
    manifestId: random.uuid(),
    eTag: createHash('sha256').update(seed).digest('base64url').slice(0, 17),
    builtAt,
    subject,
    ...placeOf(subject, builtAt),
    blobs: blobsOf(subject, shape, seed, random),
    members: shape.members,
  };
}

function blobsOf(subject: Subject, shape: DataShape, seed: string, random: Random): SnapshotBlob[] {
  const lines = ledgerLines(subject, shape);
  let from = 0;
  return Array.from({ length: shape.files }, (_, index) => {
    const name = `part-${String(index).padStart(5, '0')}-${random.uuid()}.c000.json.gz`;
    const luck = random.below(1_000_000) / 1_000_000;
    const blob = { name, seed: `${seed}#${index}` };
    if (lines === undefined) return { ...blob, unpackedBytes: sizeOf(shape, luck) };
    // Half of an even share to one and a half of it; the last file takes the rest.
    const to =
      index === shape.files - 1 ? lines : Math.min(lines, from + Math.round((lines / shape.files) * (0.5 + luck)));
    const share = { from, to, lines };
    from = to;
    return { ...blob, share, unpackedBytes: Math.max(1, (share.to - share.from) * BYTES_A_LINE) };
  });
}

/** About; it only says where a file of several members is cut. */
const BYTES_A_LINE = 1_500;

function ledgerLines(subject: Subject, { usageLines }: DataShape): number | undefined {
  const ledger = ledgerSubjectOf(subject);
  if (!ledger || usageLines === undefined) return undefined;
  return isUsage(subject.kind) ? Math.max(usageLines, leastUsageLines(ledger)) : reconciliationLineCount(ledger);
}

function sizeOf({ unpackedBytes }: DataShape, share: number): number {
  return typeof unpackedBytes === 'number'
    ? unpackedBytes
    : Math.round(unpackedBytes.from + share * (unpackedBytes.to - unpackedBytes.from));
}

/** Containers and paths as seen in real manifests. */
function placeOf(subject: Subject, builtAt: Date): Pick<Snapshot, 'container' | 'directory'> {
  const minute = builtAt.toISOString().replace(/\D/g, '').slice(0, 12);
  const tenant = `PartnerTenantId=${subject.tenantId}/BillingMonth=${subject.month.replace('-', '')}`;
  const fragment = `Fragment=${subject.attributeSet}/PartitionType=default`;
  const data = subject.kind === 'billedAggregatedUsage' ? 'aggregatedusage' : isUsage(subject.kind) ? 'usage' : 'recon';
  return subject.invoiceId === undefined
    ? {
        container: `unbilled${data}fastpath`,
        directory: `v1/${minute}/${tenant}/Currency=${subject.currencyCode}/${fragment}`,
      }
    : {
        container: `billed${data}fastpath`,
        directory: `v1/${tenant}/InvoiceId=${subject.invoiceId}/InvoiceVersion=${minute}/${fragment}`,
      };
}
