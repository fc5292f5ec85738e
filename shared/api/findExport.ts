import type { Backfill } from '../backfill/backfill.ts';
import type { InstanceScan } from '../durable/instanceScan.ts';
import { type Instance, type Instances, isActive } from '../durable/instances.ts';
import { kindOfExportId } from '../export/exportId.ts';
import type { ExportRun } from '../export/run.ts';
import { runOf } from './exportBody.ts';
import { ApiProblem } from './problem.ts';
import { BACKFILL_ORCHESTRATOR } from './startBackfill.ts';
import { queuedInstance } from './startExport.ts';

/** Finds an export by its id; anything that is no export id never reaches the backend, where it could name an inner instance. */
export async function findExport(
  instances: Instances,
  scan: InstanceScan,
  id: string,
): Promise<{ instance: Instance; run: ExportRun }> {
  if (kindOfExportId(id) === undefined) throw notFound();
  const instance = (await instances.find(id)) ?? (await promisedByBackfill(instances, scan, id));
  const run = instance && runOf(instance);
  if (!instance || !run) throw notFound();
  return { instance, run };
}

/** An id that a running backfill has handed out but not started yet is queued, not unknown. */
async function promisedByBackfill(instances: Instances, scan: InstanceScan, id: string): Promise<Instance | undefined> {
  const running = (await scan.all(instances)).filter(
    (one) => one.orchestrator === BACKFILL_ORCHESTRATOR && isActive(one),
  );
  for (const { id: backfillId } of running) {
    // A listing leaves out the inputs.
    const backfill = await instances.find(backfillId);
    const promised = (backfill?.input as Backfill | undefined)?.exports.find((one) => one.id === id);
    if (backfill && promised) {
      const run: ExportRun = { exportId: id, runId: '', request: promised.request, operationDeadlineMs: 0 };
      return queuedInstance(run, backfill.createdAt);
    }
  }
  return undefined;
}

function notFound(): ApiProblem {
  return new ApiProblem(404, 'ExportNotFound', 'There is no export of this id.');
}
