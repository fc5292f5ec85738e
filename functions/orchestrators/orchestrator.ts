import type { OrchestrationContext, Task } from 'durable-functions';
import * as df from 'durable-functions';
import { runsAt } from './version.ts';

/** An orchestrator yields tasks and gets their results back; the types of the results are told by whoever scheduled the task. */
// biome-ignore lint/suspicious/noExplicitAny: the library resumes a generator with whatever a task brought.
export type Steps<Output> = Generator<Task, Output, any>;

/** An orchestrator that others start as a part of their own work. */
export interface SubOrchestrator<Input extends object, Output> {
  /** A task for a fan-out. Ids must be unique: of two children with one id only one would run. */
  task(context: OrchestrationContext, input: Input, id: string): Task;
  call(context: OrchestrationContext, input: Input, id: string): Steps<Output>;
}

/**
 * The extension takes the death of a worker (out of memory, an uncaught error) in the middle of a turn for an error of the orchestrator, and ends the instance as
 * Failed. A child is begun anew under its own id then, and finds what it had done in storage. Expected failures are answers, which end it at once.
 */
const AFTER_A_DEATH = new df.RetryOptions(5_000, 3);

export function orchestrator<Input, Output>(
  name: string,
  steps: (context: OrchestrationContext, input: Input) => Steps<Output>,
): SubOrchestrator<Input & object, Output> & { name: string } {
  df.app.orchestration(name, function* (context): Steps<Output> {
    return yield* steps(context, context.df.getInput<Input>() as Input);
  });
  // A child takes the same way as its parent, and by itself it would get the version of the build that happens to start it.
  const task = (context: OrchestrationContext, input: Input & object, id: string) =>
    runsAt(context, '1.1')
      ? context.df.callSubOrchestratorWithRetry(name, AFTER_A_DEATH, input, id, context.df.version)
      : context.df.callSubOrchestrator(name, input, id, context.df.version);
  return {
    name,
    task,
    *call(context, input, id) {
      return yield task(context, input, id);
    },
  };
}

/** Azure's timers fire up to a second early (whole seconds, truncated), and one below a second does not wait at all. */
const EARLY_BY_AT_MOST_MS = 1_000;

/** Waits at least this long in a durable timer. */
export function* pause(context: OrchestrationContext, ms: number): Steps<void> {
  const now = context.df.currentUtcDateTime.getTime();
  yield context.df.createTimer(new Date(now + Math.max(ms, EARLY_BY_AT_MOST_MS) + EARLY_BY_AT_MOST_MS));
}
