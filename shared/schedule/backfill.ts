import { createHash } from 'node:crypto';
import { type Instance, isActive } from '../durable/instances.ts';
import type { ErrorCode } from '../errors.ts';
import { exportIdOf } from '../export/exportId.ts';
import type { BilledKind } from '../export/kinds.ts';
import { type AttributeSet, type ExportRequest, invoiceSubject, isLegacyInvoice } from '../export/request.ts';
import type { BackfillRequest } from './backfillRequest.ts';
import { invoiceClass } from './invoiceWindow.ts';

/** An invoice that a backfill cannot export, and why; it is listed, not dropped. */
export interface RefusedInvoice {
  invoiceId: string;
  code: ErrorCode;
  message: string;
}

/** The name of the orchestration of a backfill. */
export const BACKFILL_ORCHESTRATOR = 'runBackfill';

/** What the instance ids of backfills, and of their lanes, begin with. */
export const BACKFILL_ID_PREFIX = 'backfill-';

/** A backfill: the input of its orchestration. */
export interface Backfill {
  id: string;
  exports: { id: string; request: ExportRequest }[];
  refused: RefusedInvoice[];
}

/** What a backfill exports of these invoices. */
export function planBackfill(
  request: BackfillRequest,
  invoiceIds: readonly string[],
  defaults: { kinds: readonly BilledKind[]; attributeSet: AttributeSet },
): Backfill {
  const kinds = request.kinds ?? defaults.kinds;
  const attributeSet = request.attributeSet ?? defaults.attributeSet;
  const force = request.force ?? false;
  const unique = [...new Set(invoiceIds)];
  const exports = unique
    .filter((id) => invoiceClass(id) === 'exportable')
    .flatMap((invoiceId) =>
      [...new Set(kinds)].map((kind) => ({ ...invoiceSubject(kind, invoiceId, attributeSet), force })),
    )
    .map((one) => ({ id: exportIdOf(one), request: one }));
  return {
    id: backfillId(request, { kinds, attributeSet, force }),
    exports,
    refused: unique.filter((id) => invoiceClass(id) !== 'exportable').map(refusal),
  };
}

/** The same request has the same id: what was asked for decides, not what Partner Center lists today. */
function backfillId(
  { invoiceIds, from, to }: BackfillRequest,
  how: { kinds: readonly BilledKind[]; attributeSet: AttributeSet; force: boolean },
): string {
  const what = invoiceIds ? [...new Set(invoiceIds)].sort() : [from, to];
  const parts = [what, [...new Set(how.kinds)].sort(), how.attributeSet, how.force];
  return `${BACKFILL_ID_PREFIX}${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)}`;
}

export function isBackfillId(id: string): boolean {
  return /^backfill-[0-9a-f]{24}$/.test(id);
}

/**
 * Whether an instance counts for a backfill: one that had ended before it began belongs to an earlier run. One that was
 * joined began before it. Both times may be cut to whole seconds.
 */
export function isOfBackfill(instance: Instance, backfill: Pick<Instance, 'createdAt'>): boolean {
  return isActive(instance) || instance.updatedAt >= backfill.createdAt;
}

function refusal(invoiceId: string): RefusedInvoice {
  return isLegacyInvoice(invoiceId)
    ? {
        invoiceId,
        code: 'LegacyInvoice',
        message: 'a classic invoice; only new-commerce invoices (G…) can be exported',
      }
    : { invoiceId, code: 'InvalidRequest', message: 'no new-commerce invoice number (G…)' };
}
