import { createHash } from 'node:crypto';
import { createRandom } from '../data/random.ts';
import { isUsage, type Subject } from '../data/subject.ts';

/** How much data there is, and how it is cut into files. */
export interface DataShape {
  files: number;
  /** Of each file, before packing: a size, or two bounds between which the sizes lie. */
  unpackedBytes: number | { from: number; to: number };
  /** Gzip members a file; real files have one. */
  members: number;
}

export interface SnapshotBlob {
  name: string;
  seed: string;
  unpackedBytes: number;
}

/** Data built before anybody asked for it: what a manifest describes. Everything in it follows from its subject, revision and shape. */
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
    blobs: Array.from({ length: shape.files }, (_, index) => ({
      name: `part-${String(index).padStart(5, '0')}-${random.uuid()}.c000.json.gz`,
      seed: `${seed}#${index}`,
      unpackedBytes: sizeOf(shape, random.below(1_000_000) / 1_000_000),
    })),
    members: shape.members,
  };
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
  const data = isUsage(subject.kind) ? 'usage' : 'recon';
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
