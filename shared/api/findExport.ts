import { queuedInstance, runOf } from '../durable/exportInstance.ts';
import type { InstanceScan } from '../durable/instanceScan.ts';
import { type Instance, type Instances, isActive } from '../durable/instances.ts';
import { kindOfExportId } from '../export/exportId.ts';
import type { ExportRun } from '../export/run.ts';
import { BACKFILL_ORCHESTRATOR, type Backfill } from '../schedule/backfill.ts';
import { ApiProblem } from './problem.ts';

/** Finds an export by its id; anything that is no export id never reaches the backend, where it could name an inner instance. */
export async function findExport(
  instances: Instances,
  scan: InstanceScan,
  id: string,
): Promise<{ instance: Instance; run: ExportRun }> {
  if (kindOfExportId(id) === undefined) throw notFound();
  const known = await instances.find(id);
  const instance = known && isActive(known) ? known : ((await promisedByBackfill(instances, scan, id, known)) ?? known);
  const run = instance && runOf(instance);
  if (!instance || !run) throw notFound();
  return { instance, run };
}

/** An id that a running backfill has handed out but not started yet is queued: neither unknown nor ended, as an earlier run of it may be. */
async function promisedByBackfill(
  instances: Instances,
  scan: InstanceScan,
  id: string,
  earlier: Instance | undefined,
): Promise<Instance | undefined> {
  // Another process of this app may have started the backfill a moment ago: nothing is said to be unknown that was handed out.
  const running = (await scan.active(instances, { fresh: earlier === undefined })).filter(
    ({ orchestrator, createdAt }) =>
      orchestrator === BACKFILL_ORCHESTRATOR && (earlier === undefined || earlier.createdAt < createdAt),
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
