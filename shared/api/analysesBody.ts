import { analysisInstanceId } from '../analysis/analysisRun.ts';
import { type Analyses, analysesSchema, isAnalysesId } from '../analysis/request.ts';
import { type Instance, type Instances, isActive } from '../durable/instances.ts';
import { analysisRequestPath } from '../landing/layout.ts';
import type { Services } from '../services.ts';
import { ApiProblem } from './problem.ts';

export const ANALYSES_STATUSES = ['running', 'completed', 'cancelled', 'failed'] as const;

export interface AnalysesBody {
  id: string;
  status: (typeof ANALYSES_STATUSES)[number];
  progress: { exportsDone: number; exportsTotal: number };
  startedAt: string;
  endedAt: string | null;
  /** Exports whose analysis failed, the first hundred. */
  failed: Analyses['failed'];
  refused: Analyses['refused'];
}

export function analysesBody(
  { id, exports, exportsDone, startedAt, failed, refused }: Analyses,
  instance: Pick<Instance, 'runtimeStatus' | 'updatedAt'> | undefined,
): AnalysesBody {
  const ended = instance !== undefined && !isActive(instance);
  return {
    id,
    // `completed` also when single exports failed.
    status: instance ? statusOf(instance) : 'running',
    progress: { exportsDone, exportsTotal: exports.length },
    startedAt,
    endedAt: ended ? instance.updatedAt.toISOString() : null,
    failed,
    refused,
  };
}

export async function findAnalyses(
  { analysis }: Pick<Services, 'analysis'>,
  instances: Instances,
  id: string,
): Promise<{ instance: Instance; analyses: Analyses }> {
  const { landing } = analysis;
  const instance = isAnalysesId(id) ? await instances.find(id) : undefined;
  const stored =
    instance && analysesSchema.safeParse((await landing.readJson(analysisRequestPath(landing.prefix, id)))?.value);
  if (!instance || !stored?.success) throw new ApiProblem(404, 'AnalysisNotFound', 'There is no analysis of this id.');
  return { instance, analyses: stored.data };
}

/** Starts nothing more, and ends what goes on: a file that is being read is read to its end or for a minute. */
export async function cancelAnalyses(instances: Instances, { id, active }: Analyses): Promise<Instance | undefined> {
  await instances.terminate(id, 'cancelled');
  for (const exportId of active) await instances.terminate(analysisInstanceId(exportId), 'its request was cancelled');
  return instances.find(id);
}

function statusOf({ runtimeStatus }: Pick<Instance, 'runtimeStatus'>): AnalysesBody['status'] {
  switch (runtimeStatus) {
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
