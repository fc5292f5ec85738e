import { statusOf } from '../durable/exportInstance.ts';
import { type Instance, type Instances, isActive } from '../durable/instances.ts';
import type { ExportStatus } from '../export/status.ts';
import { type Backfill, isOfBackfill } from '../schedule/backfill.ts';
import { newsOfLanes } from '../schedule/lanes.ts';
import type { ScheduledEnd } from '../schedule/scheduledExport.ts';

export const BACKFILL_STATUSES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;

export interface BackfillBody {
  id: string;
  status: (typeof BACKFILL_STATUSES)[number];
  exports: { id: string; status: ExportStatus }[];
  refused: Backfill['refused'];
}

/**
 * The answer about a backfill, from what its lanes know: the exports that ended, those under way, and all others. A few
 * reads, however many exports it has and however many instances there are.
 */
export async function describeBackfill(instances: Instances, instance: Instance): Promise<BackfillBody> {
  const { id, exports: planned, refused } = instance.input as Backfill;
  const output = instance.output as { ended?: ScheduledEnd[] } | undefined;
  const news = output?.ended ? undefined : await newsOfLanes(instances, instance);
  // What ended in this backfill stays what it was, even when a later run has replaced the instance.
  const statuses = new Map(
    (output?.ended ?? [...(news?.ended.values() ?? [])]).map((end) => [end.exportId, end.status]),
  );
  for (const exportId of news?.current ?? []) {
    const current = await instances.find(exportId);
    if (current && isOfBackfill(current, instance)) statuses.set(exportId, statusOf(current));
  }
  // Of a backfill that has ended before its exports nothing more is started.
  const untouched = isActive(instance) ? 'queued' : 'cancelled';
  return {
    id,
    status: statusOfBackfill(instance),
    exports: planned.map((one) => ({ id: one.id, status: statuses.get(one.id) ?? untouched })),
    refused,
  };
}

function statusOfBackfill({ runtimeStatus }: Instance): BackfillBody['status'] {
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
