import { CodedError } from '../errors.ts';
import type { Landing } from './landing.ts';
import { manifestPath, versionInFolder, versionSuffix } from './layout.ts';
import { type ManifestFile, manifestFileSchema } from './manifestFile.ts';

/** A version that every reader may trust, with the ETag of its `_manifest.json`. */
export interface CommittedVersion {
  version: string;
  folder: string;
  path: string;
  manifest: ManifestFile;
  /** The manifest as it is stored, with whatever a later version of this program has added to it. */
  document: object;
  etag: string;
  metadata: Readonly<Record<string, string>>;
}

/**
 * Metadata of `_manifest.json`: whether the event of the version was delivered. `off` when there was no topic at the
 * commit.
 */
const EVENT = 'event';
export type EventState = 'pending' | 'delivered' | 'off';

export function eventMetadata(state: EventState): Record<string, string> {
  return { [EVENT]: state };
}

export function isEventPending({ metadata }: Pick<CommittedVersion, 'metadata'>): boolean {
  return metadata[EVENT] === 'pending';
}

/** Keeps with the manifest that its event was delivered. The document itself does not change. */
export async function markEventDelivered(landing: Landing, { path, etag }: CommittedVersion): Promise<void> {
  await landing.setMetadata(path, eventMetadata('delivered'), etag);
}

/** Reads a committed version by the path of its manifest; undefined when it is not there. */
export async function readCommitted(landing: Landing, path: string): Promise<CommittedVersion | undefined> {
  const stored = await landing.readJson(path);
  if (!stored) return undefined;
  const parsed = manifestFileSchema.safeParse(stored.value);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const version = versionInFolder(folder);
  if (!parsed.success || version === undefined) {
    throw new CodedError(
      'LandingUnavailable',
      `${path} is not a manifest that this program wrote; it was changed by somebody else.`,
    );
  }
  const { etag, metadata } = stored;
  return { version, folder, path, manifest: parsed.data, document: stored.value as object, etag, metadata };
}

/**
 * The committed version of this snapshot, if there is one. Sameness is decided by the eTag alone: the time in the
 * folder's name may have been unreadable in one answer and readable in the next.
 */
export async function findCommitted(
  landing: Landing,
  exportFolder: string,
  eTag: string,
): Promise<CommittedVersion | undefined> {
  const suffix = `-${versionSuffix(eTag)}`;
  const candidates = (await landing.folders(exportFolder)).filter((path) => versionInFolder(path)?.endsWith(suffix));
  for (const folder of candidates) {
    const committed = await readCommitted(landing, manifestPath(folder));
    if (committed?.manifest.source.eTag === eTag) return committed;
  }
  return undefined;
}
