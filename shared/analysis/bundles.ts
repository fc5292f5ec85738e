import { CodedError } from '../errors.ts';
import type { ManifestFile } from '../landing/manifestFile.ts';

/** A file of a version, as far as its analysis asks. */
export interface VersionFile {
  /** Its place in the manifest, from 0. */
  index: number;
  name: string;
  bytes: number;
}

/** Small files share an activity and a Parquet file: 100,000 blobs are not 100,000 of either. */
export const BUNDLE_BYTES = 64 * 1024 * 1024;
export const BUNDLE_FILES = 1_000;

/** Read whole by one activity, begun anew after each death; of a longer one no end is in sight. */
export const MOST_FILE_BYTES = 16 * 1024 ** 3;

/**
 * Files of a version in the order of its manifest, cut into what one activity reads: one file, or several that together are small. The same manifest always
 * gives the same bundles, so an activity is told the number of its bundle alone.
 */
export function bundlesOf(files: readonly VersionFile[]): VersionFile[][] {
  const bundles: VersionFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const open = bundles.at(-1);
    if (open && bytes + file.bytes <= BUNDLE_BYTES && open.length < BUNDLE_FILES) {
      open.push(file);
      bytes += file.bytes;
    } else {
      bundles.push([file]);
      bytes = file.bytes;
    }
  }
  return bundles;
}

export function versionFiles({ files }: Pick<ManifestFile, 'files'>): VersionFile[] {
  return files.map(({ name, bytes }, index) => ({ index, name, bytes }));
}

/** Throws `AnalysisTooLarge` for a version with a file that one activity cannot read in good time. */
export function assertReadable(files: readonly VersionFile[]): void {
  const tooLarge = files.find(({ bytes }) => bytes > MOST_FILE_BYTES);
  if (!tooLarge) return;
  throw new CodedError(
    'AnalysisTooLarge',
    `${JSON.stringify(tooLarge.name)} has ${tooLarge.bytes} bytes; files of up to ${MOST_FILE_BYTES} are analysed.`,
  );
}
