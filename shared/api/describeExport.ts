import { statusOf } from '../durable/exportInstance.ts';
import type { Instance } from '../durable/instances.ts';
import type { ExportRun } from '../export/run.ts';
import type { Services } from '../services.ts';
import type { AnalysisBody } from './describeAnalysis.ts';
import { type ExportBody, exportBody } from './exportBody.ts';
import { inTime } from './inTime.ts';

/** The answer about one export, with its progress counted while it runs. */
export async function describeExport(
  { progress }: Pick<Services, 'progress'>,
  instance: Instance,
  run: ExportRun,
  analysis: AnalysisBody | null = null,
): Promise<ExportBody> {
  const running = statusOf(instance) === 'running';
  const counted = running ? ((await inTime(progress.count(instance, run))) ?? progress.last(run)) : undefined;
  return exportBody(instance, run, counted, analysis);
}

/** How long a caller should wait before it asks about a running export again. */
export const POLL_AFTER_SECONDS = 5;
