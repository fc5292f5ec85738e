import type { OrchestrationContext, Task } from 'durable-functions';
import { nextWait, type Waited, waitedTooLong } from '../../shared/export/patience.ts';
import {
  dividedAt,
  FAN_OUT,
  LANE_STRETCH,
  LANE_WIDTH,
  lanesOf,
  type Range,
  splitRange,
} from '../../shared/export/ranges.ts';
import { crashed, type Done, hasCopied, type Step, sumOf } from '../../shared/export/stop.ts';
import type { Activity } from '../activities/activity.ts';
import { orchestrator, pause, type Steps, type SubOrchestrator } from './orchestrator.ts';
import { patiently } from './patiently.ts';
import { runsAt } from './version.ts';

/** Work on a stretch of a sorted list of files. */
export interface FileRange {
  run: { operationDeadlineMs: number };
  range: Range;
  /** One of several that work the whole range off; it is divided no further. */
  isLane?: true;
  /** What an earlier generation had begun and left over, because the service throttled it. */
  rest?: { names: string[]; waited?: Waited };
  /** An earlier generation has done something. */
  copied?: boolean;
}

const NOTHING: Range = { from: 0, count: 0 };

export interface FileWork<Work extends FileRange, Input extends object> {
  /** Asks for the names of the files of `work.range`; the list and its order are the same whenever it is asked for. */
  list(context: OrchestrationContext, work: Work): Steps<Step<{ names: string[] }>>;
  /** Does one file. `copied` tells that there is more now than before. */
  activity: Activity<Input, Step<Done>>;
  inputOf(work: Work, name: string): Input;
}

/**
 * An orchestration that calls an activity for each file of a list, any number of them: several lanes side by side, each some files at a time, in fresh
 * generations. What the service throttles is waited out and done again; any other stop ends its lane, and the weightiest decides.
 */
export function fileRange<Work extends FileRange, Input extends object>(
  name: string,
  how: FileWork<Work, Input>,
): SubOrchestrator<Work, Step<Done>> {
  const self: SubOrchestrator<Work, Step<Done>> = orchestrator(name, function* (context, work: Work) {
    const parts = partsOf(context, work);
    if (parts.length < 2) return yield* workOff(context, work, how);
    const tasks = parts.map((part, index) => self.task(context, part, `${context.df.instanceId}-${index}`));
    const results: Step<Done>[] = yield context.df.Task.all(tasks);
    return sumOf(results);
  });
  return self;
}

function partsOf<Work extends FileRange>(context: OrchestrationContext, work: Work): Work[] {
  if (work.isLane || work.rest) return [work];
  if (runsAt(context, '1.1')) return lanesOf(work.range).map((range) => ({ ...work, range, isLane: true }));
  return work.range.count <= FAN_OUT ? [work] : splitRange(work.range).map((range) => ({ ...work, range }));
}

/** What one generation does: a stretch of the range, some files at a time. */
function* workOff<Work extends FileRange, Input extends object>(
  context: OrchestrationContext,
  work: Work,
  { list, activity, inputOf }: FileWork<Work, Input>,
): Steps<Step<Done>> {
  const isOld = !runsAt(context, '1.1');
  const width = isOld ? FAN_OUT : LANE_WIDTH;
  // What version 1.0 left over was all that there was left; its range it kept as it had been.
  const [range, later] = isOld ? [work.range, NOTHING] : dividedAt(work.rest ? 0 : LANE_STRETCH, work.range);
  const patienceMs = work.run.operationDeadlineMs;
  const listed: Step<{ names: string[] }> = work.rest
    ? { names: work.rest.names }
    : yield* patiently(context, patienceMs, () => list(context, { ...work, range }));
  if (listed.stop) return listed;

  const { names } = listed;
  let { copied = false } = work;
  for (let at = 0; at < names.length; at += width) {
    const inHand = names.slice(at, at + width);
    const tasks = inHand.map((one) => activity.task(context, inputOf(work, one)));
    const results = yield* outcomesOf(context, tasks);
    const sum = sumOf(results, copied);
    if (sum.stop !== undefined && sum.stop !== 'wait') return sum;
    copied ||= results.some(hasCopied);
    if (sum.stop === undefined) continue;

    // Only throttled ones are left of these: wait as long as the longest of them asks, then go on with a fresh history.
    const askedMs = Math.max(...results.map((result) => (result.stop === 'wait' ? result.retryAfterMs : 0)));
    const isStuck = results.every(({ stop }) => stop === 'wait');
    const wait = nextWait(askedMs, patienceMs, isStuck ? work.rest?.waited : undefined);
    if (!wait) return waitedTooLong(sum);
    yield* pause(context, wait.pauseMs);
    const left = inHand.filter((_, index) => results[index]?.stop === 'wait').concat(names.slice(at + width));
    context.df.continueAsNew({ ...work, range: later, rest: { names: left, waited: wait.waited }, copied });
    return {};
  }
  if (later.count === 0) return { copied };
  const { rest: _, ...next } = work;
  context.df.continueAsNew({ ...next, range: later, isLane: true, copied });
  return {};
}

/** What an activity that crashed again and again was to do is lost, and one that throws hides what its siblings did. */
function* outcomesOf(context: OrchestrationContext, tasks: Task[]): Steps<Step<Done>[]> {
  try {
    return yield context.df.Task.all(tasks);
  } catch (error) {
    return [crashed(error)];
  }
}
