import type { ExportRun, Outcome, RunState } from '../export/run.ts';
import type { ExportStatus } from '../export/status.ts';
import type { Instance } from './instances.ts';

/** The name of the root orchestration of an export. */
export const EXPORT_ORCHESTRATOR = 'runExport';

/** When a run began: as it says itself, or as long as it has not spoken, when it was created. */
export function startOf(instance: Instance): Date {
  const startedAt = stateOf(instance)?.startedAt;
  return startedAt ? new Date(startedAt) : instance.createdAt;
}

/** What the API calls the state of an instance. */
export function statusOf(instance: Instance): ExportStatus {
  switch (instance.runtimeStatus) {
    case 'Pending':
      return 'queued';
    case 'Running':
    case 'Suspended':
    case 'ContinuedAsNew':
      return 'running';
    case 'Completed':
      return outcomeOf(instance)?.status ?? 'failed';
    case 'Failed':
      return 'failed';
    case 'Terminated':
    case 'Canceled':
      return 'cancelled';
  }
}

/** How a run ended, once it has. */
export function outcomeOf({ runtimeStatus, output }: Instance): Outcome | undefined {
  return runtimeStatus === 'Completed' ? (output as Outcome | undefined) : undefined;
}

/** The input of a root instance, when it is one of an export. */
export function runOf(instance: Instance): ExportRun | undefined {
  const { input } = instance;
  return typeof input === 'object' && input !== null && 'exportId' in input && 'request' in input
    ? (input as ExportRun)
    : undefined;
}

/** What a run says of itself while it is under way. */
export function stateOf({ customStatus }: Instance): RunState | undefined {
  return typeof customStatus === 'object' && customStatus !== null ? (customStatus as RunState) : undefined;
}

/** What a run looks like before the backend knows it. */
export function queuedInstance(run: ExportRun, at: Date): Instance {
  return {
    id: run.exportId,
    orchestrator: EXPORT_ORCHESTRATOR,
    runtimeStatus: 'Pending',
    createdAt: at,
    updatedAt: at,
    input: run,
    output: undefined,
    customStatus: undefined,
  };
}
