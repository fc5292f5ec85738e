import { createWriteStream } from 'node:fs';
import { access, mkdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { createRandom, usageLines } from './lines.ts';

const MIB = 1024 * 1024;

/** A generated source file. `bytes` is what it was asked to unpack to; the last line may pass it. */
export interface Sample {
  readonly name: string;
  readonly bytes: number;
}

export const DATA_DIRECTORY = join(tmpdir(), 'partner-billing-export-bench-1');

export const SAMPLES = {
  s256: { name: 's256.json.gz', bytes: 256 * MIB },
  s1024: { name: 's1024.json.gz', bytes: 1024 * MIB },
} as const;

/** A month as it comes: 100 small files of 0.25 to 8 MiB and 8 of 96 MiB. */
export function mixSamples(): Sample[] {
  const random = createRandom(108);
  const small = Array.from({ length: 100 }, () => Math.round((0.25 + ((random() >>> 8) / 2 ** 24) * 7.75) * MIB));
  return [...small, ...Array.from({ length: 8 }, () => 96 * MIB)].map((bytes, index) => ({
    name: `mix-${String(index).padStart(3, '0')}.json.gz`,
    bytes,
  }));
}

/**
 * Generates what is not there yet: gzip level 6, one member, as the service writes it. The same bytes on every machine.
 */
export async function prepare(samples: readonly Sample[]): Promise<void> {
  await mkdir(DATA_DIRECTORY, { recursive: true });
  for (const [index, { name, bytes }] of samples.entries()) {
    const path = join(DATA_DIRECTORY, name);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) continue;
    const partial = `${path}.${process.pid}.tmp`;
    const lines = Readable.from(usageLines(index + 1, bytes), { objectMode: false });
    await pipeline(lines, createGzip({ level: 6, chunkSize: MIB }), createWriteStream(partial));
    await rename(partial, path);
  }
}
