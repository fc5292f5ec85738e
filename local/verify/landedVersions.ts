import type { BlobStore } from '../../shared/landing/blobStore.ts';
import { type ManifestFile, manifestFileSchema } from '../../shared/landing/manifestFile.ts';

/** A committed version of an export. */
export interface LandedVersion {
  /** Ends in `/`. */
  readonly folder: string;
  readonly name: string;
  readonly manifest: ManifestFile;
  /** Bytes of every blob of the folder but its manifest, by name. */
  readonly blobs: ReadonlyMap<string, number>;
  /** It is the one that `_latest.json` names. */
  readonly isLatest: boolean;
}

/** A folder that holds versions, of which something cannot be read. */
export interface Faulty {
  readonly path: string;
  readonly fault: string;
}

const MANIFEST = /^(.*\/)version=([^/]+)\/_manifest\.json$/;

/** Every committed version below the folders given, in the order of their paths. */
export async function* landedVersions(
  store: BlobStore,
  folders: readonly string[],
): AsyncGenerator<LandedVersion | Faulty, void, void> {
  for (const folder of folders) {
    for await (const { path } of store.list(folder)) {
      const match = MANIFEST.exec(path);
      if (match) yield await readVersion(store, { path, exportFolder: match[1] ?? '', name: match[2] ?? '' });
    }
  }
}

async function readVersion(
  store: BlobStore,
  { path, exportFolder, name }: { path: string; exportFolder: string; name: string },
): Promise<LandedVersion | Faulty> {
  const manifest = manifestFileSchema.safeParse(await readJson(store, path));
  if (!manifest.success) return { path, fault: 'is no manifest' };
  const folder = path.slice(0, -'_manifest.json'.length);
  const blobs = new Map<string, number>();
  for await (const { path: blob, bytes } of store.list(folder))
    if (blob !== path) blobs.set(blob.slice(folder.length), bytes);
  const latest = await readJson(store, `${exportFolder}_latest.json`);
  const isLatest = isRecord(latest) && latest.version === name;
  return { folder, name, manifest: manifest.data, blobs, isLatest };
}

/** A JSON document, or undefined when there is none that can be read. */
export async function readJson(store: BlobStore, path: string): Promise<unknown> {
  const stored = await store.get(path);
  try {
    return stored && JSON.parse(stored.bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
