import type { InvocationContext } from '@azure/functions';
import type { OrchestrationContext, Task } from 'durable-functions';
import * as df from 'durable-functions';
import { type AnalysisKey, analysisInstanceId } from '../../shared/analysis/analysisRun.ts';
import { createRunGuard } from '../../shared/durable/runGuard.ts';
import type { RunKey } from '../../shared/export/run.ts';
import { type Step, stopOf } from '../../shared/export/stop.ts';
import { logStep, logStops } from '../../shared/log.ts';
import { waitOutPassing } from '../../shared/schedule/passingFaults.ts';
import type { ScheduleContext } from '../../shared/schedule/scheduleContext.ts';
import { shortMessage } from '../../shared/scrub.ts';
import type { AnalysisContext } from '../../shared/steps/analysis/analysisContext.ts';
import type { FocusContext } from '../../shared/steps/focus/focusContext.ts';
import type { StepContext } from '../../shared/steps/stepContext.ts';
import { durableClient, instancesOf } from '../instances.ts';
import { services } from '../services.ts';

/** What an orchestrator sees of an activity: its name and types stand in one place, where it is registered. */
export interface Activity<Input extends object, Output> {
  /** A task for a fan-out; nothing runs before it is yielded. */
  task(context: OrchestrationContext, input: Input): Task;
  call(context: OrchestrationContext, input: Input): Generator<Task, Output, Output>;
}

/** What an activity throws is unexpected: a crash, a bug, a store that does not answer. What is expected it returns. */
const RETRY = new df.RetryOptions(5_000, 4);
RETRY.backoffCoefficient = 3;
RETRY.maxRetryIntervalInMilliseconds = 60_000;

/** Registers a step of an export as an activity. */
export function exportStep<Input extends { run: RunKey }, Output>(
  name: string,
  step: (context: StepContext, input: Input) => Promise<Step<Output>>,
): Activity<Input, Step<Output>> {
  return activity(name, (input: Input, context) => {
    const { steps, looks } = services();
    const guard = createRunGuard(input.run, instancesOf(context, steps.clock), steps.clock, looks);
    return logStep(context, steps.clock, name, input, () =>
      settle(step({ services: steps, guard, log: context }, input)),
    );
  });
}

/** Registers a step of an analysis as an activity. */
export function analysisStep<Input extends { run: AnalysisKey }, Output>(
  name: string,
  step: (context: AnalysisContext, input: Input) => Promise<Step<Output>>,
): Activity<Input, Step<Output>> {
  return activity(name, (input: Input, context) => {
    const { analysis, looks } = services();
    const { exportId, runId } = input.run;
    const instances = instancesOf(context, analysis.clock);
    const root = { exportId: analysisInstanceId(exportId), runId };
    const guard = createRunGuard(root, instances, analysis.clock, looks);
    return logStep(context, analysis.clock, name, input, () =>
      settle(step({ services: analysis, instances, guard, log: context }, input)),
    );
  });
}

/** Registers a step of FOCUS as an activity. */
export function focusStep<Input extends object, Output>(
  name: string,
  step: (context: FocusContext, input: Input) => Promise<Step<Output>>,
): Activity<Input, Step<Output>> {
  return activity(name, (input: Input, context) => {
    const { focus } = services().analysis;
    const instances = instancesOf(context, focus.clock);
    return logStops(context, name, () => settle(step({ services: focus, instances, log: context }, input)));
  });
}

/**
 * Registers a piece of scheduled work as an activity: it answers like a step, and what passes by itself it waits out.
 */
export function scheduledWork<Input extends object, Output extends object>(
  name: string,
  work: (context: ScheduleContext, input: Input) => Promise<Step<Output>>,
): Activity<Input, Step<Output>> {
  return activity(name, (input: Input, context) =>
    logStops(context, name, async () => {
      const made = services();
      const instances = instancesOf(context, made.clock);
      return waitOutPassing(await settle(work({ services: made, instances, log: context }, input)));
    }),
  );
}

function activity<Input extends object, Output>(
  name: string,
  handle: (input: Input, context: InvocationContext) => Promise<Output>,
): Activity<Input, Output> {
  df.app.activity(name, {
    extraInputs: [durableClient],
    handler: async (input: Input, context: InvocationContext) => {
      try {
        return await handle(input, context);
      } catch (error) {
        // Without its stack and cause, since all of it would be stored in clear.
        throw new Error(shortMessage(error instanceof Error ? `${error.name}: ${error.message}` : String(error)));
      }
    },
  });
  const task = (context: OrchestrationContext, input: Input) => context.df.callActivityWithRetry(name, RETRY, input);
  return {
    task,
    *call(context, input) {
      return yield task(context, input);
    },
  };
}

/** Turns what a user can be told into an outcome. */
async function settle<Output>(step: Promise<Step<Output>>): Promise<Step<Output>> {
  try {
    return await step;
  } catch (error) {
    const stop = stopOf(error);
    if (stop) return stop;
    throw error;
  }
}
