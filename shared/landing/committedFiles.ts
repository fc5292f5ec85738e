import { CodedError } from '../errors.ts';
import { readCommitted } from './committed.ts';
import type { Landing } from './landing.ts';
import { manifestPath } from './layout.ts';
import type { ManifestFileEntry } from './manifestFile.ts';

/** The files of a committed version, for a forced run that compares each of its copies with them: read once per run and process. */
export interface CommittedFiles {
  /** Undefined when nothing is committed there. `ForcedCopyDiffers` when the committed version has no such file: it would be added to it. */
  find(folder: string, runId: string, name: string): Promise<ManifestFileEntry | undefined>;
}

export function createCommittedFiles(landing: Landing): CommittedFiles {
  let held: { key: string; files: Promise<Map<string, ManifestFileEntry> | undefined> } | undefined;

  async function read(folder: string): Promise<Map<string, ManifestFileEntry> | undefined> {
    const committed = await readCommitted(landing, manifestPath(folder));
    return committed && new Map(committed.manifest.files.map((file) => [file.name, file]));
  }

  return {
    async find(folder, runId, name) {
      const key = `${runId} ${folder}`;
      if (held?.key !== key) held = { key, files: read(folder) };
      const { files } = held;
      files.catch(() => {
        if (held?.files === files) held = undefined;
      });
      const committed = await files;
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
