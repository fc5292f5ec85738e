import type { OrchestrationContext } from 'durable-functions';
import type { Failure } from '../../shared/errors.ts';
import { crashed, type Step, StopError } from '../../shared/export/stop.ts';
import { logLine } from '../../shared/log.ts';
import type { Steps } from './orchestrator.ts';
import { patiently } from './patiently.ts';

/** A pass is one of many: what an hour does not mend is left to the next firing. */
const PATIENCE_MS = 3_600_000;

/** How a pass takes a step: it waits out what passes, and what does not ends the pass. */
export function passSteps(context: OrchestrationContext) {
  return function* <Output extends object>(call: () => Steps<Step<Output>>): Steps<{ stop?: undefined } & Output> {
    const step = yield* patiently(context, PATIENCE_MS, call);
    if (step.stop !== undefined) throw new StopError(step);
    return step;
  };
}

/** Why a pass ended before its time; a line of the log says so once. */
export function endedBy(context: OrchestrationContext, event: string, error: unknown): Failure {
  const failure = error instanceof StopError ? { code: error.code, message: error.message } : crashed(error).failure;
  if (!context.df.isReplaying) context.error(logLine(event, { ...failure }));
  return failure;
}
