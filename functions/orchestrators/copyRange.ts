import type { ExportRun } from '../../shared/export/run.ts';
import type { CopyFileInput } from '../../shared/steps/copyFile.ts';
import type { VersionPlan } from '../../shared/steps/planVersion.ts';
import { activities } from '../activities/index.ts';
import { type FileRange, fileRange } from './fileRange.ts';

export interface RangeCopy extends FileRange {
  run: ExportRun;
  plan: VersionPlan;
}

/** Copies a stretch of the planned blobs. */
export const copyRange = fileRange<RangeCopy, CopyFileInput>('copyRange', {
  *list(context, { run, plan, range }) {
    return yield* activities.listNames.call(context, { run: keyOf(run), plan, range });
  },
  activity: activities.copyFile,
  inputOf: ({ run, plan }, blobName) => ({
    run: keyOf(run),
    operationId: plan.operationId,
    eTag: plan.facts.eTag,
    folder: plan.folder,
    blobName,
    force: run.request.force,
  }),
});

const keyOf = ({ exportId, runId }: ExportRun) => ({ exportId, runId });
