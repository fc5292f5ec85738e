import type { OrchestrationContext, Task } from 'durable-functions';
import { derivedId } from '../../shared/export/derivedId.ts';
import { exportIdOf } from '../../shared/export/exportId.ts';
import type { Step } from '../../shared/export/stop.ts';
import { LANES, type Lane, laneIds } from '../../shared/schedule/lanes.ts';
import type { ScheduledEnd, ScheduledExport } from '../../shared/schedule/scheduledExport.ts';
import { activities } from '../activities/index.ts';
import { orchestrator, pause, type Steps } from './orchestrator.ts';
import { patiently } from './patiently.ts';

const LOOKS_PER_GENERATION = 30;
const LOOKS_AT_ONCE = 50;
const FIRST_LOOK_MS = 5_000;
const LONGEST_LOOK_MS = 60_000;
/** One export that hangs must not keep all others from running for ever; it is left to itself after this long. */
const LONGEST_WATCH_MS = 24 * 3_600_000;

/**
 * How long a lane waits for what keeps an export from being started: a backend that is away, a run that must not be
 * joined.
 */
const START_PATIENCE_MS = 3_600_000;

/** Runs exports one after the other, each a root instance of its own that is watched by its status. */
const exportLane = orchestrator<Lane, ScheduledEnd[]>('exportLane', function* (context, lane) {
  const [next, ...queue] = lane.queue;
  if (!next) return lane.ended;
  const watching = lane.watching ?? {
    exportId: exportIdOf(next.request),
    sinceMs: context.df.currentUtcDateTime.getTime(),
  };
  let end: ScheduledEnd | undefined;
  try {
    if (!lane.watching) {
      // A lane that is begun anew after its worker died finds the runs that it had started.
      const runId = derivedId(context.df.instanceId, String(lane.queue.length));
      const started = yield* patiently(context, START_PATIENCE_MS, () =>
        activities.startScheduled.call(context, { scheduled: next, runId, laneId: context.df.instanceId }),
      );
      // Whoever the lane works for was cancelled, or has ended: nothing more is started.
      if (started.stop === undefined && started.unwanted) return lane.ended;
      if (started.stop) end = notStarted(context, watching.exportId);
    }
    end ??= yield* watch(context, watching);
  } catch {
    end = notStarted(context, watching.exportId);
  }
  context.df.continueAsNew(end ? { queue, ended: [...lane.ended, end] } : { ...lane, watching });
  return [];
});

/** The activity has logged why; the exports behind this one still have their turn. */
function notStarted(context: OrchestrationContext, exportId: string): ScheduledEnd {
  return { exportId, status: 'failed', endedAt: context.df.currentUtcDateTime.toISOString(), told: false };
}

/** Looks at an export until it has ended; undefined when this generation has looked often enough. */
function* watch(
  context: OrchestrationContext,
  { exportId, sinceMs }: NonNullable<Lane['watching']>,
): Steps<ScheduledEnd | undefined> {
  for (let looks = 0; looks < LOOKS_PER_GENERATION; looks++) {
    yield* pause(context, Math.min(FIRST_LOOK_MS * 1.5 ** looks, LONGEST_LOOK_MS));
    // A look that fails says nothing about the export; the next one may succeed.
    const look = yield* activities.checkScheduled.call(context, { exportId });
    if (look.stop === undefined && look.end) return look.end;
    const watchedMs = context.df.currentUtcDateTime.getTime() - sinceMs;
    if (watchedMs > LONGEST_WATCH_MS) return { exportId, status: 'running', told: false };
  }
  return undefined;
}

/** Runs many exports, a few at a time; answers how each of them ended, in the order in which they were given. */
export function* runScheduledExports(
  context: OrchestrationContext,
  scheduled: readonly ScheduledExport[],
): Steps<ScheduledEnd[]> {
  if (scheduled.length === 0) return [];
  const ids = laneIds(context.df.instanceId, context.df.currentUtcDateTime, scheduled.length);
  const tasks: Task[] = ids.map((id, lane) => {
    const queue = scheduled.filter((_, index) => index % LANES === lane);
    return exportLane.task(context, { queue, ended: [] }, id);
  });
  try {
    const ends: ScheduledEnd[][] = yield context.df.Task.all(tasks);
    return scheduled.flatMap((_, index) => ends[index % LANES]?.[Math.floor(index / LANES)] ?? []);
  } catch {
    // A lane broke again and again, and what it knew is lost; that of the others, too, but not their exports.
    return yield* endsOf(context, scheduled);
  }
}

/** How exports stand, one look at each. */
function* endsOf(context: OrchestrationContext, scheduled: readonly ScheduledExport[]): Steps<ScheduledEnd[]> {
  const ends: ScheduledEnd[] = [];
  for (let at = 0; at < scheduled.length; at += LOOKS_AT_ONCE) {
    const ids = scheduled.slice(at, at + LOOKS_AT_ONCE).map(({ request }) => exportIdOf(request));
    const tasks = ids.map((exportId) => activities.checkScheduled.task(context, { exportId }));
    const looks: Step<{ end?: ScheduledEnd }>[] = yield context.df.Task.all(tasks);
    const found = looks.map((look) => (look.stop === undefined ? look.end : undefined));
    ends.push(...ids.map((exportId, index) => found[index] ?? { exportId, status: 'running' as const, told: false }));
  }
  return ends;
}
