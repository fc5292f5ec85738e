import type { BlobStore } from '../../shared/landing/blobStore.ts';
import { totalDifferences } from '../cli/verify.ts';
import { FileCount } from './fileCount.ts';
import type { LandedVersion } from './landedVersions.ts';

export type TakeLine = (file: string, number: number, line: string) => void;

/**
 * Reads every file of a version and holds it against the manifest; one sentence a difference. `takeLine` gets each line on the way, decoded, without
 * its newline. Throws what the store throws when it cannot be read.
 */
export async function checkFiles(
  store: BlobStore,
  { folder, manifest, blobs }: LandedVersion,
  takeLine?: TakeLine,
): Promise<string[]> {
  const differences = totalDifferences(manifest);
  const listed = new Set(manifest.files.map(({ name }) => name));
  for (const name of blobs.keys()) if (!listed.has(name)) differences.push(`${name}: the manifest does not name it`);
  for (const file of manifest.files) {
    if (!blobs.has(file.name)) {
      differences.push(`${file.name}: it is not there`);
      continue;
    }
    const count = new FileCount();
    const lines = takeLine && new LineSplitter((number, line) => takeLine(file.name, number, line));
    for await (const chunk of store.stream(`${folder}${file.name}`)) {
      count.add(chunk);
      lines?.add(chunk);
    }
    lines?.end();
    differences.push(...count.differences(file));
  }
  return differences;
}

/** Cuts chunks into lines. */
class LineSplitter {
  readonly #take: (number: number, line: string) => void;
  #parts: Uint8Array[] = [];
  #number = 0;

  constructor(take: (number: number, line: string) => void) {
    this.#take = take;
  }

  add(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#parts.push(chunk.subarray(start, end));
      this.#line();
      start = end + 1;
    }
    // The chunk may be written over before the line ends.
    if (start < chunk.length) this.#parts.push(chunk.slice(start));
  }

  end(): void {
    if (this.#parts.length > 0) this.#line();
  }

  #line(): void {
    const [only] = this.#parts;
    const bytes = this.#parts.length === 1 && only ? Buffer.from(only) : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#take(++this.#number, bytes.toString('utf8'));
  }
}
