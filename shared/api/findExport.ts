import type { Instance, Instances } from '../durable/instances.ts';
import { kindOfExportId } from '../export/exportId.ts';
import type { ExportRun } from '../export/run.ts';
import { runOf } from './exportBody.ts';
import { ApiProblem } from './problem.ts';

/** Finds an export by its id; anything that is no export id never reaches the backend, where it could name an inner instance. */
export async function findExport(instances: Instances, id: string): Promise<{ instance: Instance; run: ExportRun }> {
  const instance = kindOfExportId(id) === undefined ? undefined : await instances.find(id);
  const run = instance && runOf(instance);
  if (!instance || !run) throw new ApiProblem(404, 'ExportNotFound', 'There is no export of this id.');
  return { instance, run };
}
