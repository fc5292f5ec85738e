import type { Clock } from '../clock.ts';

/** Work that did not end within its time; what it was doing has been aborted. */
export class TimeLimitError extends Error {
  constructor(limitMs: number) {
    super(`not finished after ${limitMs} ms`);
    this.name = 'TimeLimitError';
  }
}

/**
 * The same promise for one of several who wait for it: rejects with the signal's reason as soon as that fires, and
 * leaves the work to the others.
 */
export async function unlessAborted<T>(signal: AbortSignal, shared: Promise<T>): Promise<T> {
  // Nobody may be left who hears of its failure.
  shared.catch(() => {});
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([shared, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Runs `work` with a signal that fires when `signal` does or when the time is up, and rejects at that moment with the
 * signal's reason or a {@link TimeLimitError}, even when the work does not listen: neither Node's HTTP client nor the
 * storage SDK ever gives up on a body by itself.
 */
export async function withTimeLimit<T>(
  clock: Clock,
  limitMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const workStop = new AbortController();
  const timer = new AbortController();
  const onAbort = () => workStop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const stopped = new Promise<never>((_, reject) => {
    workStop.signal.addEventListener('abort', () => reject(workStop.signal.reason), { once: true });
  });
  clock.sleep(limitMs, timer.signal).then(
    () => workStop.abort(new TimeLimitError(limitMs)),
    () => undefined,
  );
  try {
    return await Promise.race([work(workStop.signal), stopped]);
  } catch (error) {
    if (workStop.signal.aborted) throw workStop.signal.reason;
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    // With a reason of its own: the default one is an error with a stack trace, at every request.
    timer.abort('ended');
  }
}
