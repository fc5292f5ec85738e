import { crc32 } from 'node:zlib';
import type { ManifestFileEntry } from '../../shared/landing/manifestFile.ts';

const NEWLINE = 10;

/** Counts a file that comes in chunks, by itself: nothing of it is shared with what landed the file. */
export class FileCount {
  bytes = 0;
  #newlines = 0;
  #crc = 0;
  #last = -1;

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.#crc = crc32(chunk, this.#crc);
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) this.#newlines++;
    this.#last = chunk.at(-1) ?? this.#last;
  }

  /** One sentence for each figure that is not that of the manifest. */
  differences({ name, bytes, lines, crc32: crc }: ManifestFileEntry): string[] {
    const foundLines = this.#newlines + (this.bytes > 0 && this.#last !== NEWLINE ? 1 : 0);
    const foundCrc = this.#crc.toString(16).padStart(8, '0');
    const differences: string[] = [];
    if (this.bytes !== bytes) differences.push(`${name}: ${this.bytes} bytes, expected ${bytes}`);
    if (foundLines !== lines) differences.push(`${name}: ${foundLines} lines, expected ${lines}`);
    if (foundCrc !== crc) differences.push(`${name}: crc32 ${foundCrc}, expected ${crc}`);
    return differences;
  }
}
