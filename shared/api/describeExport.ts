import { setTimeout as sleep } from 'node:timers/promises';
import { statusOf } from '../durable/exportInstance.ts';
import type { Instance } from '../durable/instances.ts';
import type { ExportRun } from '../export/run.ts';
import type { Services } from '../services.ts';
import { type ExportBody, exportBody } from './exportBody.ts';

/** The answer about one export, with its progress counted while it runs. */
export async function describeExport(
  { progress }: Pick<Services, 'progress'>,
  instance: Instance,
  run: ExportRun,
): Promise<ExportBody> {
  const running = statusOf(instance) === 'running';
  const counted = running ? ((await inTime(progress.count(instance, run))) ?? progress.last(run)) : undefined;
  return exportBody(instance, run, counted);
}

/** The wall's time and not the program's clock: it is a caller who waits, and wants an answer within a second. */
const COUNT_TIME_MS = 700;

/** A landing that cannot be listed at this moment, or has very much to list, must not hide the status of the run; the count goes on for those who ask later. */
async function inTime<T>(count: Promise<T>): Promise<T | undefined> {
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

/** How long a caller should wait before it asks about a running export again. */
export const POLL_AFTER_SECONDS = 5;
