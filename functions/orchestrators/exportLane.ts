import type { OrchestrationContext, Task } from 'durable-functions';
import type { ScheduledEnd, ScheduledExport } from '../../shared/schedule/scheduledExport.ts';
import { activities } from '../activities/index.ts';
import { orchestrator, pause, type Steps } from './orchestrator.ts';

interface Lane {
  queue: ScheduledExport[];
  ended: ScheduledEnd[];
  /** The export that is under way, when this generation goes on where another one stopped. */
  watching?: string;
}

const LOOKS_PER_GENERATION = 30;
const FIRST_LOOK_MS = 5_000;
const LONGEST_LOOK_MS = 60_000;

/** How many exports the program runs at once by itself. */
const LANES = 4;

/** Runs exports one after the other, each a root instance of its own that is watched by its status. */
const exportLane = orchestrator<Lane, ScheduledEnd[]>('exportLane', function* (context, lane) {
  const [next, ...queue] = lane.queue;
  if (!next) return lane.ended;
  let { watching } = lane;
  if (watching === undefined) {
    const runId = context.df.newGuid(`${context.df.instanceId} ${lane.queue.length}`);
    const started = yield* activities.startScheduled.call(context, { scheduled: next, runId });
    watching = started.exportId;
  }
  let end: ScheduledEnd | undefined;
  for (let looks = 0; !end && looks < LOOKS_PER_GENERATION; looks++) {
    yield* pause(context, Math.min(FIRST_LOOK_MS * 1.5 ** looks, LONGEST_LOOK_MS));
    ({ end } = yield* activities.checkScheduled.call(context, { exportId: watching }));
  }
  context.df.continueAsNew(end ? { queue, ended: [...lane.ended, end] } : { ...lane, watching });
  return [];
});

/** Runs many exports, a few at a time; answers how each of them ended, in the order in which they were given. */
export function* runScheduledExports(
  context: OrchestrationContext,
  scheduled: readonly ScheduledExport[],
): Steps<ScheduledEnd[]> {
  if (scheduled.length === 0) return [];
  // An instance id is used again at the next firing: its lanes must not meet those of this one.
  const stem = `${context.df.instanceId}~${context.df.currentUtcDateTime.getTime().toString(36)}`;
  const queues = Array.from({ length: Math.min(LANES, scheduled.length) }, (_, lane) =>
    scheduled.filter((_item, index) => index % LANES === lane),
  );
  const tasks: Task[] = queues.map((queue, lane) => exportLane.task(context, { queue, ended: [] }, `${stem}-${lane}`));
  const ends: ScheduledEnd[][] = yield context.df.Task.all(tasks);
  return scheduled.flatMap((_, index) => ends[index % LANES]?.[Math.floor(index / LANES)] ?? []);
}
