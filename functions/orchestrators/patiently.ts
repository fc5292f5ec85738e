import type { OrchestrationContext } from 'durable-functions';
import { nextWait, type Waited, waitedTooLong } from '../../shared/export/patience.ts';
import type { Step } from '../../shared/export/stop.ts';
import { pause, type Steps } from './orchestrator.ts';

/** Repeats a call for as long as the service asks to wait, each wait in a durable timer; waits that would be longer than `patienceMs` in all fail. */
export function* patiently<Output>(
  context: OrchestrationContext,
  patienceMs: number,
  call: () => Steps<Step<Output>>,
): Steps<Step<Output>> {
  let waited: Waited | undefined;
  for (;;) {
    const step: Step<Output> = yield* call();
    if (step.stop !== 'wait') return step;
    const wait = nextWait(step.retryAfterMs, patienceMs, waited);
    if (!wait) return waitedTooLong(step);
    waited = wait.waited;
    yield* pause(context, wait.pauseMs);
  }
}
