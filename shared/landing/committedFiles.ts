import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import { remember } from '../remember.ts';
import { readCommitted } from './committed.ts';
import type { Landing } from './landing.ts';
import { manifestPath } from './layout.ts';
import type { ManifestFileEntry } from './manifestFile.ts';

/**
 * The files of a committed version, for a forced run that compares each of its copies with them: read once per run and
 * process.
 */
export interface CommittedFiles {
  /**
   * Undefined when nothing is committed there. `ForcedCopyDiffers` when the committed version has no such file: it
   * would be added to it.
   */
  find(folder: string, runId: string, name: string): Promise<ManifestFileEntry | undefined>;
}

type Files = ReadonlyMap<string, ManifestFileEntry>;

/** Forced runs are few; those of the four lanes of a backfill go on at once. */
const VERSIONS_KEPT = 16;
/** About half a kilobyte each. */
const FILES_KEPT = 200_000;

export function createCommittedFiles(landing: Landing, clock: Clock): CommittedFiles {
  const versions = remember<Files | undefined>({
    clock,
    most: VERSIONS_KEPT,
    weight: { of: (files) => files?.size ?? 0, most: FILES_KEPT },
  });

  async function read(folder: string): Promise<Files | undefined> {
    const committed = await readCommitted(landing, manifestPath(folder));
    return committed && new Map(committed.manifest.files.map((file) => [file.name, file]));
  }

  return {
    async find(folder, runId, name) {
      const committed = await versions.get(`${runId} ${folder}`, () => read(folder));
      const file = committed?.get(name);
      if (committed && !file) {
        throw new CodedError(
          'ForcedCopyDiffers',
          `${JSON.stringify(name)} is not in the committed version, but at the source now; nothing was added.`,
        );
      }
      return file;
    },
  };
}
