import { setTimeout as sleep } from 'node:timers/promises';

/** The wall's time and not the program's clock: it is a caller who waits, and wants an answer within a second. */
const COUNT_TIME_MS = 700;

/** A landing that cannot be listed at this moment, or has very much to list, must not hide the status of the run; the count goes on for those who ask later. */
export async function inTime<T>(count: Promise<T>): Promise<T | undefined> {
  const counted = new AbortController();
  const late = sleep(COUNT_TIME_MS, undefined, { signal: counted.signal });
  try {
    return await Promise.race([count, late]);
  } catch {
    return undefined;
  } finally {
    counted.abort();
  }
}
