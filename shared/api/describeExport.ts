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
  // A landing that cannot be listed at this moment must not hide the status of the run.
  const counted = running ? await progress.count(instance, run).catch(() => undefined) : undefined;
  return exportBody(instance, run, counted);
}

/** How long a caller should wait before it asks about a running export again. */
export const POLL_AFTER_SECONDS = 5;
