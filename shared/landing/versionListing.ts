import type { Clock } from '../clock.ts';
import { remember } from '../remember.ts';
import type { Landing } from './landing.ts';
import { fromMetadata, isWanted, type LandedFile, type WantedFile } from './receipt.ts';

/** Every file of a version folder that stands whole, read from its receipts. */
export async function landedFiles(landing: Landing, folder: string): Promise<LandedFile[]> {
  const files: LandedFile[] = [];
  for await (const { path, metadata } of landing.blobs(folder)) {
    const file = fromMetadata(path.slice(folder.length), metadata);
    // Our own documents begin with an underscore; a name with a slash is not directly in this folder.
    if (file && !file.name.startsWith('_') && !file.name.includes('/')) files.push(file);
  }
  return files;
}

/**
 * What stands whole in a version folder, for the many copies of one fan-out: one listing for all of them instead of a
 * request each, brought up to date by what this process commits itself, and read again now and then for what other
 * processes commit.
 */
export interface LandedNames {
  /** True when the wanted file stands whole. */
  has(folder: string, name: string, wanted: WantedFile): Promise<boolean>;
  add(folder: string, file: Pick<LandedFile, 'name' | 'snapshotSha256' | 'runId'>): void;
}

const LISTING_LIFETIME_MS = 30_000;
/**
 * Listing may take one part in so many of the time: of 100,000 files with their receipts it takes many seconds, and all
 * copies wait for it.
 */
const LISTING_SHARE = 20;
const FOLDERS_KEPT = 16;
/** About a quarter of a kilobyte each. */
const FILES_KEPT = 400_000;

type Known = Map<string, Pick<LandedFile, 'snapshotSha256' | 'runId'>>;

export function createLandedNames(landing: Landing, clock: Clock): LandedNames {
  const folders = remember<Known>({
    clock,
    most: FOLDERS_KEPT,
    weight: { of: ({ size }) => size, most: FILES_KEPT },
    lifetimeMs: (_, costMs) => Math.max(LISTING_LIFETIME_MS, LISTING_SHARE * costMs),
  });

  async function list(folder: string): Promise<Known> {
    return new Map((await landedFiles(landing, folder)).map((file) => [file.name, essence(file)]));
  }

  return {
    async has(folder, name, wanted) {
      return isWanted((await folders.get(folder, () => list(folder))).get(name), wanted);
    },
    add(folder, file) {
      folders
        .peek(folder)
        ?.then((files) => files.set(file.name, essence(file)))
        .catch(() => {});
    },
  };
}

/** Of a receipt, what a copy asks for: a hundred thousand whole ones are tens of megabytes. */
function essence({ snapshotSha256, runId }: Pick<LandedFile, 'snapshotSha256' | 'runId'>) {
  return { snapshotSha256, runId };
}
