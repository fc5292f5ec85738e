import { statusOf } from '../durable/exportInstance.ts';
import { type Instance, isActive } from '../durable/instances.ts';
import type { ExportStatus } from '../export/status.ts';
import type { Backfill } from '../schedule/backfill.ts';
import type { ScheduledEnd } from '../schedule/scheduledExport.ts';

export const BACKFILL_STATUSES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;

export interface BackfillBody {
  id: string;
  status: (typeof BACKFILL_STATUSES)[number];
  exports: { id: string; status: ExportStatus }[];
  refused: Backfill['refused'];
}

/** The answer about a backfill. `exports` are the current instances of its exports, by id. */
export function backfillBody(instance: Instance, exports: ReadonlyMap<string, Instance>): BackfillBody {
  const { id, exports: planned, refused } = instance.input as Backfill;
  const ended = instance.output as { ended?: ScheduledEnd[] } | undefined;
  const ends = new Map(ended?.ended?.map((end) => [end.exportId, end.status]));
  return {
    id,
    status: backfillStatus(instance),
    // What ended in this backfill stays what it was, even when a later run has replaced the instance.
    exports: planned.map((one) => ({
      id: one.id,
      status: ends.get(one.id) ?? statusInBackfill(instance, exports.get(one.id)),
    })),
    refused,
  };
}

/** An instance that ended before the backfill began belongs to an earlier run. */
function statusInBackfill(backfill: Instance, instance: Instance | undefined): ExportStatus {
  if (!instance) return 'queued';
  return isActive(instance) || instance.createdAt >= backfill.createdAt ? statusOf(instance) : 'queued';
}

function backfillStatus({ runtimeStatus }: Instance): BackfillBody['status'] {
  switch (runtimeStatus) {
    case 'Pending':
      return 'queued';
    case 'Completed':
      return 'completed';
    case 'Failed':
      return 'failed';
    case 'Terminated':
    case 'Canceled':
      return 'cancelled';
    default:
      return 'running';
  }
}
