import type { RetryOptions } from './actions.ts';

/** How long to wait after that many failures; 0 gives up. */
export function retryDelayMs(options: RetryOptions, failures: number, elapsedMs: number): number {
  const { retryTimeoutInMilliseconds: timeoutMs, maxRetryIntervalInMilliseconds: maxMs } = options;
  if (timeoutMs !== undefined && elapsedMs >= timeoutMs) return 0;
  const delayMs = options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** (failures - 1);
  return maxMs === undefined ? delayMs : Math.min(delayMs, maxMs);
}
