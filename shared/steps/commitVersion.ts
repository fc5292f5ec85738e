import { CodedError } from '../errors.ts';
import { sameFigures } from '../export/figures.ts';
import type { Committed, ExportRun } from '../export/run.ts';
import type { Step } from '../export/stop.ts';
import { type CommittedVersion, eventMetadata, isEventPending, readCommitted } from '../landing/committed.ts';
import { advanceLatest } from '../landing/latest.ts';
import { exportFolderOf, manifestPath } from '../landing/layout.ts';
import {
  buildManifestFile,
  exportSubject,
  type ManifestFile,
  type ManifestFileEntry,
  manifestFileSchema,
  resultOf,
} from '../landing/manifestFile.ts';
import { type LandedFile, snapshotSha256 } from '../landing/receipt.ts';
import { landedFiles } from '../landing/versionListing.ts';
import { namesSha256 } from '../microsoft/manifest.ts';
import type { VersionPlan } from './planVersion.ts';
import { graphOf, type StepContext } from './stepContext.ts';

export interface CommitInput {
  run: ExportRun;
  plan: VersionPlan;
  startedAt: string;
}

/**
 * Writes `_manifest.json` (the commit) and lets `_latest.json` follow. Everything is taken from what stands in storage, and every step can be
 * repeated: what a run before this one, or this step before a crash, has done already is found and kept.
 */
export async function commitVersion(context: StepContext, input: CommitInput): Promise<Step<Committed>> {
  const { services, guard } = context;
  const { run, plan } = input;
  const { landing } = services;
  const path = manifestPath(plan.folder);
  await guard.assertCurrent();

  const before = await readCommitted(landing, path);
  const settled = before !== undefined && (!run.request.force || before.manifest.run.id === run.runId);
  const version = settled ? before : await writeManifest(context, input, before);

  const { manifest } = version;
  // What may be of another month than was asked for is there for who looks at it; nobody is led to it.
  const isOdd = plan.warnings !== undefined || manifest.source.warnings !== undefined;
  const advanced =
    !isOdd &&
    (await advanceLatest(landing, exportFolderOf(plan.folder), {
      schemaVersion: 1,
      version: plan.version,
      manifest: path,
      eTag: manifest.source.eTag,
      createdDateTime: manifest.source.createdDateTime,
      committedAt: manifest.run.committedAt,
    }));
  const owesEvent = services.topic !== undefined && isEventPending(version);
  return {
    result: resultOf(plan.version, path, manifest),
    changed: advanced || manifest.run.id === run.runId || owesEvent,
  };
}

async function writeManifest(
  { services, guard }: StepContext,
  { run, plan, startedAt }: CommitInput,
  before: CommittedVersion | undefined,
): Promise<CommittedVersion> {
  const { landing, clock } = services;
  const landed = await plannedFiles(services, run, plan);
  const fresh = buildManifestFile(
    exportSubject(run.exportId, run.request),
    { ...plan.facts, operationId: plan.operationId, ...(plan.warnings ? { warnings: plan.warnings } : {}) },
    landed,
    { id: run.runId, startedAt, committedAt: clock.now().toISOString() },
  );
  const document = before ? renewed(before, fresh) : fresh;
  const path = manifestPath(plan.folder);

  // What follows makes the version visible: a run that was cancelled a moment ago must not get that far.
  await guard.assertCurrent({ fresh: true });
  const condition = before ? { ifMatch: before.etag } : { ifAbsent: true as const };
  const metadata = eventMetadata(services.topic ? 'pending' : 'off');
  const etag = await landing.writeJson(path, document, condition, metadata);
  if (etag !== undefined) {
    const manifest = manifestFileSchema.parse(document);
    return { version: plan.version, folder: plan.folder, path, manifest, document, etag, metadata };
  }

  // Another attempt of this step was faster, or its answer got lost on the way: what stands there now is the commit.
  const other = await readCommitted(landing, path);
  if (other?.manifest.source.eTag === plan.facts.eTag) return other;
  throw new CodedError('LandingUnavailable', `${path} was changed by somebody else while it was to be written.`);
}

/** The files that stand in the folder, if they are exactly the planned ones. */
async function plannedFiles(
  services: StepContext['services'],
  run: ExportRun,
  plan: VersionPlan,
): Promise<LandedFile[]> {
  const { landing } = services;
  const { source } = graphOf(services, run);
  const snapshot = snapshotSha256(plan.facts.eTag);
  const files = (await landedFiles(landing, plan.folder)).filter(
    (file) => file.snapshotSha256 === snapshot && (!run.request.force || file.runId === run.runId),
  );
  const sourceNames = (some: readonly LandedFile[]) => some.map(({ source }) => source.name);
  if (namesSha256(sourceNames(files)) === plan.namesSha256) return files;

  // Files of a list that the service has changed under the same eTag may lie beside the planned ones; nothing lists them.
  const planned = new Set((await source.manifest(plan.operationId, plan.facts.eTag)).blobs.map(({ name }) => name));
  const wanted = files.filter((file) => planned.has(file.source.name));
  if (namesSha256(sourceNames(wanted)) === plan.namesSha256) return wanted;
  throw new CodedError(
    'LandingUnavailable',
    `${wanted.length} of ${plan.facts.blobCount} files stand in ${plan.folder} after all were copied; somebody else removed or changed files there.`,
  );
}

/**
 * A forced run may change who vouches for the version, never what it says. What is written back is the stored document
 * and not what was read out of it, so that members of a later version of this program, and the order of all of them,
 * stay.
 */
function renewed({ manifest: before, document }: CommittedVersion, fresh: ManifestFile): object {
  const byName = new Map(before.files.map((file) => [file.name, file]));
  const isSame = (file: ManifestFileEntry) => {
    const known = byName.get(file.name);
    return known !== undefined && known.crc32 === file.crc32 && sameFigures(known, file);
  };
  if (before.files.length !== fresh.files.length || !fresh.files.every(isSame)) {
    throw new CodedError(
      'ForcedCopyDiffers',
      'The files of the committed version are not those of the source now; the manifest stays.',
    );
  }
  const { source, run } = document as Pick<ManifestFile, 'source' | 'run'>;
  return {
    ...document,
    source: { ...source, operationId: fresh.source.operationId },
    run: { ...run, ...fresh.run },
  };
}
