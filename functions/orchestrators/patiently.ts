import type { OrchestrationContext } from 'durable-functions';
import { waitedTooLong } from '../../shared/export/patience.ts';
import type { Step } from '../../shared/export/stop.ts';
import { pause, type Steps } from './orchestrator.ts';

/**
 * Repeats a call for as long as the service asks to wait, each wait in a durable timer; a wait that would end beyond `patienceMs` after
 * the first call fails.
 */
export function* patiently<Output>(
  context: OrchestrationContext,
  patienceMs: number,
  call: () => Steps<Step<Output>>,
): Steps<Step<Output>> {
  const untilMs = context.df.currentUtcDateTime.getTime() + patienceMs;
  for (;;) {
    const step: Step<Output> = yield* call();
    if (step.stop !== 'wait') return step;
    if (context.df.currentUtcDateTime.getTime() + step.retryAfterMs > untilMs) return waitedTooLong(step);
    yield* pause(context, step.retryAfterMs);
  }
}
