const dayMs = 24 * 60 * 60 * 1000;

/**
 * Azure waits for at most this long in one timer; `durable-functions` is told so and counts on the intermediate events.
 */
export const maximumShortTimerMs = 6 * dayMs;
export const longTimerIntervalMs = 3 * dayMs;
/** The same as .NET time spans, as the extension writes them into the orchestrator's input. */
export const maximumShortTimerDuration = '6.00:00:00';
export const longRunningTimerIntervalDuration = '3.00:00:00';

export function isLong(nowMs: number, fireAtMs: number): boolean {
  return fireAtMs - nowMs > maximumShortTimerMs;
}

/** When the next part of a timer fires. */
export function nextPartMs(nowMs: number, fireAtMs: number): number {
  return isLong(nowMs, fireAtMs) ? nowMs + longTimerIntervalMs : fireAtMs;
}
