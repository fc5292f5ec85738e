import type { Subject } from '../../../../local/simulators/data/subject.ts';
import type { GraphScenario } from '../../../../local/simulators/graph/scenario.ts';
import { type Snapshot, snapshotOf } from '../../../../local/simulators/source/snapshot.ts';
import type { BilledKind } from '../../../../shared/export/kinds.ts';
import { invoiceId } from '../invoices.ts';

/** One export that can be asked for again and again. */
export interface SoakExport {
  id: string;
  kind: BilledKind;
  invoiceId: string;
  attributeSet: 'full' | 'basic';
  /** Where its versions lie in the landing. */
  folder: string;
}

const SLUGS = { billedUsage: 'billed-usage', billedReconciliation: 'billed-reconciliation' } as const;

/** Every kind and attribute set of this many invoices. */
export function soakExports(invoices: number): SoakExport[] {
  return Array.from({ length: invoices }, (_, index) => invoiceId(index + 1)).flatMap((invoice) =>
    (['billedUsage', 'billedReconciliation'] as const).flatMap((kind) =>
      (['full', 'basic'] as const).map((attributeSet) => ({
        id: `${SLUGS[kind]}-${invoice}-${attributeSet}`,
        kind,
        invoiceId: invoice,
        attributeSet,
        folder: `${SLUGS[kind]}/invoice=${invoice}/attributes=${attributeSet}/`,
      })),
    ),
  );
}

export const bodyOf = ({ kind, invoiceId: invoice, attributeSet }: SoakExport, force = false): object => ({
  kind,
  invoiceId: invoice,
  attributeSet,
  ...(force ? { force } : {}),
});

/** The export that a subject at the service belongs to. */
export const idOfSubject = ({ kind, invoiceId: invoice, attributeSet }: Subject): string =>
  kind === 'billedUsage' || kind === 'billedReconciliation' ? `${SLUGS[kind]}-${invoice}-${attributeSet}` : '';

/** The export that a path of the landing, of the source or of a listing belongs to. */
export function idOfTarget(target: string): string | undefined {
  const landed = /(billed-usage|billed-reconciliation)\/invoice=(G\d{9})\/attributes=(full|basic)/.exec(target);
  if (landed) return landed.slice(1).join('-');
  const [, data, invoice, attributeSet] =
    /billed(usage|recon)fastpath\/.*InvoiceId=(G\d{9})\/.*Fragment=(full|basic)/.exec(target) ?? [];
  if (data === undefined) return undefined;
  return `${data === 'usage' ? SLUGS.billedUsage : SLUGS.billedReconciliation}-${invoice}-${attributeSet}`;
}

/**
 * How much data a restatement has: more or fewer files than the one before, of other sizes, now and then an empty one.
 */
export function shapeOf(revision: number, salt: number): GraphScenario['data'] {
  const files = 1 + ((revision * 3 + salt) % 4);
  return { files, unpackedBytes: { from: 0, to: 1_000 + 500 * (salt % 5) }, members: 1 + (salt % 2) };
}

/**
 * What the service has of an export in one of its restatements; a restatement is an hour younger than the one before.
 */
export function snapshotAt(subject: Subject, firstBuiltAt: Date, revision: number, salt: number): Snapshot {
  return snapshotOf({ subject, firstBuiltAt, revision, shape: shapeOf(revision, salt) });
}
