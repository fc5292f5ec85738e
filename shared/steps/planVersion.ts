import type { ExportRun, Warning } from '../export/run.ts';
import { failed, type Step } from '../export/stop.ts';
import { parseTimestamp, type Ticks, ticksOf } from '../export/timestamp.ts';
import { findCommitted, readCommitted } from '../landing/committed.ts';
import { exportFolder, MOST_PATH_CHARACTERS, manifestPath, versionFolder, versionName } from '../landing/layout.ts';
import type { Manifest, ManifestFacts } from '../microsoft/manifest.ts';
import { namesSha256 } from '../microsoft/manifest.ts';
import { blobSource } from '../microsoft/sourceAccess.ts';
import { graphOf, type StepContext, type StepServices } from './stepContext.ts';

/** Which snapshot goes where: everything the later steps need, and nothing that opens anything. It travels through the history. */
export interface VersionPlan {
  operationId: string;
  version: string;
  /** The version's folder, as a path inside the container. */
  folder: string;
  /** `createdDateTime` is readable here, whatever the service wrote. */
  facts: ManifestFacts;
  namesSha256: string;
  /** This snapshot stands committed already. */
  committed: boolean;
  /** What is odd about the snapshot, kept with it; absent when nothing is. */
  warnings?: Warning[];
}

/** Reads the manifest, refuses what cannot be right and decides the version folder. */
export async function planVersion(
  { services, guard }: StepContext,
  { run, operationId }: { run: ExportRun; operationId: string },
): Promise<Step<{ plan: VersionPlan; warnings: Warning[] }>> {
  await guard.assertCurrent();
  const { landing, lastModified } = services;
  const { source } = graphOf(services, run);
  const manifest = await source.manifest(operationId);
  if (manifest.blobs.length === 0) return { stop: 'noData', message: 'The manifest lists no blobs.' };

  await landing.ensureContainer();
  const parent = exportFolder(landing.prefix, run.request);
  const warnings = periodWarnings(run, manifest);
  const common = {
    operationId,
    namesSha256: namesSha256(manifest.blobs.map(({ name }) => name)),
    ...(warnings.length > 0 ? { warnings } : {}),
  };

  const committed = await findCommitted(landing, parent, manifest.facts.eTag);
  if (committed) {
    const { version, folder } = committed;
    const facts = { ...manifest.facts, createdDateTime: committed.manifest.source.createdDateTime };
    return { plan: { ...common, version, folder, facts, committed: true }, warnings };
  }

  const created = await creationOf(manifest, (name) =>
    blobLastModified({ source, lastModified }, operationId, manifest, name),
  );
  const version = versionName(created.ticks, manifest.facts.eTag);
  const folder = versionFolder(parent, version);
  // Not `Math.max(...)`: a call takes no more than some hundred thousand arguments.
  const longest = manifest.blobs.reduce((most, { fileName }) => Math.max(most, fileName.length), 0);
  if (folder.length + longest > MOST_PATH_CHARACTERS) {
    return failed('ManifestInvalid', `A blob name of ${longest} characters does not fit below ${folder}.`);
  }
  if (await readCommitted(landing, manifestPath(folder))) {
    return failed('ManifestInvalid', `${folder} is taken by another snapshot of the same second and checksum.`);
  }
  const facts = { ...manifest.facts, createdDateTime: created.text };
  return { plan: { ...common, version, folder, facts, committed: false }, warnings };
}

/** The snapshot's creation time; when it cannot be read, the `Last-Modified` of the first blob by name stands in for it. */
async function creationOf(
  manifest: Manifest,
  lastModified: (blobName: string) => Promise<Date>,
): Promise<{ ticks: Ticks; text: string }> {
  const { createdDateTime } = manifest.facts;
  const ticks = parseTimestamp(createdDateTime);
  if (ticks !== undefined) return { ticks, text: createdDateTime };
  const [first = ''] = manifest.blobs.map(({ name }) => name).sort();
  const date = await lastModified(first);
  return { ticks: ticksOf(date), text: date.toISOString() };
}

async function blobLastModified(
  { source, lastModified }: Pick<StepServices, 'source' | 'lastModified'>,
  operationId: string,
  manifest: Manifest,
  name: string,
): Promise<Date> {
  const { blob } = await source.blob(operationId, manifest.facts.eTag, name);
  return lastModified(blobSource(source, operationId, manifest.facts.eTag, blob));
}

/** The path of the source shows the month of the data. It is undocumented, so it can raise a warning and nothing more. */
function periodWarnings({ request }: ExportRun, { rootDirectory }: Manifest): Warning[] {
  const shown = /\/BillingMonth=(\d{4})(\d{2})(?:\/|$)/i.exec(rootDirectory);
  if (!('month' in request) || !shown || `${shown[1]}-${shown[2]}` === request.month) return [];
  const message = `The source path shows ${shown[1]}-${shown[2]}, but ${request.month} was asked for.`;
  return [{ code: 'PeriodMismatch', message }];
}
