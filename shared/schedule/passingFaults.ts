import type { ErrorCode } from '../errors.ts';
import type { Step } from '../export/stop.ts';

/** What a service, the landing or the identity cannot answer now, and probably can later. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'LandingUnavailable',
  'PartnerCenterUnavailable',
  'ServiceUnavailable',
  'TokenUnavailable',
]);

/** A step has tried for minutes before it stops with such a code; to ask at once again would be of no use. */
const LATER_MS = 15 * 60_000;

/** Nobody waits for scheduled work: where the run of an export fails, it asks again some minutes later. */
export function waitOutPassing<T>(step: Step<T>): Step<T> {
  if (step.stop !== 'failed' || !PASSING.has(step.failure.code)) return step;
  return { stop: 'wait', retryAfterMs: LATER_MS, failure: step.failure };
}
