import { queuedInstance, runOf } from '../durable/exportInstance.ts';
import { type Instance, type Instances, isActive } from '../durable/instances.ts';
import { kindOfExportId } from '../export/exportId.ts';
import type { ExportRun } from '../export/run.ts';
import { BACKFILL_ID_PREFIX, BACKFILL_ORCHESTRATOR, type Backfill, isOfBackfill } from '../schedule/backfill.ts';
import { ApiProblem } from './problem.ts';

export interface FoundExport {
  instance: Instance;
  run: ExportRun;
  /** A backfill will start it when its turn comes; the instance is what it looks like until then. */
  isPromised: boolean;
}

/**
 * Finds an export by its id; anything that is no export id never reaches the backend, where it could name an inner
 * instance. An id that a running backfill has handed out is queued until its turn comes: neither unknown nor ended, as
 * an earlier run of it may be.
 */
export async function findExport(instances: Instances, id: string): Promise<FoundExport> {
  if (kindOfExportId(id) === undefined) throw notFound();
  const known = await instances.find(id);
  const promised = known && isActive(known) ? undefined : await promisedByBackfill(instances, id, known);
  const instance = promised ?? known;
  const run = instance && runOf(instance);
  if (!instance || !run) throw notFound();
  return { instance, run, isPromised: promised !== undefined };
}

async function promisedByBackfill(
  instances: Instances,
  id: string,
  earlier: Instance | undefined,
): Promise<Instance | undefined> {
  const backfills = (await instances.startingWith(BACKFILL_ID_PREFIX, 'active')).filter(
    (one) => one.orchestrator === BACKFILL_ORCHESTRATOR && !(earlier && isOfBackfill(earlier, one)),
  );
  for (const { id: backfillId } of backfills) {
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
