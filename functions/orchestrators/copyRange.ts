import type { OrchestrationContext } from 'durable-functions';
import { waitedTooLong } from '../../shared/export/patience.ts';
import { FAN_OUT, type Range, splitRange } from '../../shared/export/ranges.ts';
import type { ExportRun } from '../../shared/export/run.ts';
import { type Step, weightiest } from '../../shared/export/stop.ts';
import type { VersionPlan } from '../../shared/steps/planVersion.ts';
import { activities } from '../activities/index.ts';
import { orchestrator, pause, type Steps, type SubOrchestrator } from './orchestrator.ts';
import { patiently } from './patiently.ts';

export interface RangeCopy {
  run: ExportRun;
  plan: VersionPlan;
  range: Range;
  /** What an earlier generation left over because the service throttled it. */
  rest?: { names: string[]; untilMs: number };
}

/** Copies a stretch of the planned blobs: up to a hundred by itself, more through ranges of its own kind. */
export const copyRange: SubOrchestrator<RangeCopy, Step<object>> = orchestrator(
  'copyRange',
  function* (context, input) {
    if (input.range.count <= FAN_OUT) return yield* copyBlobs(context, input);
    const parts = splitRange(input.range).map((range, index) =>
      copyRange.task(context, { ...input, range }, `${context.df.instanceId}-${index}`),
    );
    const results: Step<object>[] = yield context.df.Task.all(parts);
    return weightiest(results) ?? {};
  },
);

function* copyBlobs(context: OrchestrationContext, input: RangeCopy): Steps<Step<object>> {
  const { run, plan, range } = input;
  const { exportId, runId, operationDeadlineMs, request } = run;
  const key = { exportId, runId };
  const untilMs = input.rest?.untilMs ?? context.df.currentUtcDateTime.getTime() + operationDeadlineMs;
  const listed: Step<{ names: string[] }> = input.rest
    ? { names: input.rest.names }
    : yield* patiently(context, operationDeadlineMs, () =>
        activities.listNames.call(context, { run: key, plan, range }),
      );
  if (listed.stop) return listed;

  const { names } = listed;
  const copies = names.map((blobName) =>
    activities.copyFile.task(context, {
      run: key,
      operationId: plan.operationId,
      eTag: plan.facts.eTag,
      folder: plan.folder,
      blobName,
      force: request.force,
    }),
  );
  const results: Step<object>[] = yield context.df.Task.all(copies);
  const stop = weightiest(results);
  if (stop?.stop !== 'wait') return stop ?? {};

  // Only throttled ones are left: wait as long as the longest of them asks, then go on with these in a fresh history.
  const retryAfterMs = Math.max(...results.map((result) => (result.stop === 'wait' ? result.retryAfterMs : 0)));
  if (context.df.currentUtcDateTime.getTime() + retryAfterMs > untilMs) return waitedTooLong(stop);
  yield* pause(context, retryAfterMs);
  const left = names.filter((_, index) => results[index]?.stop === 'wait');
  context.df.continueAsNew({ ...input, rest: { names: left, untilMs } });
  return {};
}
