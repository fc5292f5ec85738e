import { createHash, randomUUID } from 'node:crypto';
import { runOf } from '../durable/exportInstance.ts';
import type { Instance, Instances } from '../durable/instances.ts';
import type { ExportRun } from '../export/run.ts';
import type { Step } from '../export/stop.ts';
import { type LogSink, logLine } from '../log.ts';
import { shortMessage } from '../scrub.ts';
import type { ScheduleContext } from './scheduleContext.ts';

/**
 * In the input of a root orchestration: it takes the place of one that broke, which had been created then (ISO 8601).
 * There is no third.
 */
export interface TakenOver {
  takesOverFrom?: string;
}

/**
 * Starts a broken root again under its id, unless it had taken the place of one itself; answers whether it did. `Failed`
 * is what the backend makes of an orchestration whose worker died in the middle of a turn, or whose code no longer fits
 * its history: of all other ends the program makes an outcome. Nothing half-written is visible, and a new run finds what
 * is whole.
 */
export async function startAgain(instances: Instances, log: LogSink, broken: Instance): Promise<boolean> {
  const { id, orchestrator, output } = broken;
  const input = typeof broken.input === 'object' ? broken.input : null;
  const startedAgain = input !== null && !('takesOverFrom' in input);
  const runId = input !== null && 'runId' in input ? String(input.runId) : undefined;
  const message = shortMessage(typeof output === 'string' ? output : 'The backend does not say why.', 300);
  log.error(logLine('orchestrationFailed', { instanceId: id, orchestrator, runId, startedAgain, message }));
  if (startedAgain) {
    // A run of its own: the inner orchestrations and activities of the broken one may go on for a while.
    const own = runId === undefined ? {} : { runId: randomUUID() };
    await instances.start(orchestrator, id, { ...input, ...own, takesOverFrom: broken.createdAt.toISOString() });
  }
  return startedAgain;
}

/** A broken instance, by a name of its own: one that was started again and broke again is another. */
export interface BrokenKey {
  instanceId: string;
  createdAt: string;
}

/** The id of the orchestration that sees to a broken instance. */
export function menderId({ instanceId, createdAt }: BrokenKey): string {
  return `broken-${createHash('sha256').update(`${instanceId} ${createdAt}`).digest('hex').slice(0, 24)}`;
}

export interface Mended {
  /** There is nothing more to do: it runs again, or somebody else has seen to it. */
  startedAgain: boolean;
  /** The run of an export that is not started again; subscribers are to be told. */
  run?: ExportRun;
}

/** Starts a broken instance again, once. Repeated, it finds another instance under the id, or one that is given up. */
export async function mend(
  { instances, log }: ScheduleContext,
  { instanceId, createdAt }: BrokenKey,
): Promise<Step<Mended>> {
  const broken = await instances.find(instanceId);
  const isStill = broken?.runtimeStatus === 'Failed' && broken.createdAt.toISOString() === createdAt;
  if (!isStill || (await startAgain(instances, log, broken))) return { startedAgain: true };
  const run = runOf(broken);
  return { startedAgain: false, ...(run ? { run } : {}) };
}
