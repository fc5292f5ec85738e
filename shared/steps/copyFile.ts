import type { CopyReceipt } from '../copy/types.ts';
import { CodedError } from '../errors.ts';
import { type Known, sameFigures } from '../export/figures.ts';
import type { RunKey } from '../export/run.ts';
import type { Step } from '../export/stop.ts';
import { fromMetadata, isWanted, snapshotSha256, toMetadata } from '../landing/receipt.ts';
import { blobSource } from '../microsoft/sourceAccess.ts';
import { graphOf, type StepContext } from './stepContext.ts';

export interface CopyFileInput {
  run: RunKey;
  operationId: string;
  eTag: string;
  folder: string;
  /** As the manifest lists it. */
  blobName: string;
  /** Copy again what stands there already, and replace it only by the same bytes. */
  force: boolean;
}

/** Unpacks one blob into the version folder. A file that stands whole is skipped, so a repeated call costs nothing. */
export async function copyFile(
  { services, guard }: StepContext,
  input: CopyFileInput,
): Promise<Step<{ copied: boolean }>> {
  const { run, operationId, eTag, folder, blobName, force } = input;
  const { landing, landedNames, copyEngine } = services;
  const { source } = graphOf(services, run);
  await guard.assertCurrent();

  const { blob } = await source.blob(operationId, eTag, blobName);
  const snapshot = snapshotSha256(eTag);
  const wanted = { snapshotSha256: snapshot, ...(force ? { runId: run.runId } : {}) };
  if (await landedNames.has(folder, blob.fileName, wanted)) return { copied: false };

  const committed = force ? await services.committedFiles.find(folder, run.runId, blob.fileName) : undefined;
  await guard.whileCurrent((signal) =>
    copyEngine.copy({
      source: blobSource(source, operationId, eTag, blob),
      target: landing.container.getBlockBlobClient(`${folder}${blob.fileName}`),
      contentType: 'application/x-ndjson',
      metadata: (receipt) => toMetadata(blob, eTag, run.runId, receipt),
      replaces: (standing) => !isWanted(fromMetadata(blob.fileName, standing), wanted),
      beforeFirstWrite: () => guard.assertCurrent(),
      beforeCommit: async (receipt) => {
        await guard.assertCurrent();
        if (committed) assertSameBytes(blob.fileName, committed, receipt);
      },
      signal,
    }),
  );
  landedNames.add(folder, { name: blob.fileName, snapshotSha256: snapshot, runId: run.runId });
  return { copied: true };
}

function assertSameBytes(name: string, committed: Known & Pick<CopyReceipt, 'crc32'>, receipt: CopyReceipt): void {
  const { bytes, crc32 } = receipt;
  if (sameFigures(committed, receipt) && committed.crc32 === crc32) return;
  throw new CodedError(
    'ForcedCopyDiffers',
    `${JSON.stringify(name)} has ${committed.bytes} bytes (crc32 ${committed.crc32}) in the committed version, but ${bytes} bytes (crc32 ${crc32}) at the source now; nothing was replaced.`,
  );
}
