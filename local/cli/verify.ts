import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ContainerClient } from '@azure/storage-blob';
import { latestPath } from '../../shared/landing/layout.ts';
import { type ManifestFile, type ManifestFileEntry, manifestFileSchema } from '../../shared/landing/manifestFile.ts';
import { FileCount } from '../verify/fileCount.ts';

const FILES_AT_ONCE = 4;

export interface Verified {
  files: number;
  bytes: number;
  lines: number;
}

/**
 * Reads every file of a committed version back and compares bytes, lines and CRC with what its manifest says; with
 * `outDir`, writes them there on the way. Throws an Error that lists every difference.
 */
export async function verifyVersion(
  container: ContainerClient,
  manifestPath: string,
  outDir?: string,
): Promise<Verified> {
  const text = (await container.getBlobClient(manifestPath).downloadToBuffer()).toString('utf8');
  const manifest = manifestFileSchema.parse(JSON.parse(text));
  const folder = manifestPath.slice(0, manifestPath.lastIndexOf('/') + 1);
  const differences: string[] = [];
  const queue = [...manifest.files];
  const worker = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      differences.push(...(await verifyFile(container, folder, file, outDir)));
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, worker));
  differences.push(...totalDifferences(manifest));
  if (differences.length > 0) {
    throw new Error(`What landed is not what ${manifestPath} says:\n  ${differences.join('\n  ')}`);
  }
  if (outDir !== undefined) {
    await writeFile(join(outDir, manifestPath), text);
    const latest = latestPath(folder.replace(/[^/]+\/$/, ''));
    await writeFile(join(outDir, latest), await container.getBlobClient(latest).downloadToBuffer());
  }
  return manifest.totals;
}

async function verifyFile(
  container: ContainerClient,
  folder: string,
  file: ManifestFileEntry,
  outDir: string | undefined,
): Promise<string[]> {
  const response = await container.getBlobClient(`${folder}${file.name}`).download();
  if (!response.readableStreamBody) return [`${file.name}: cannot be read`];
  const target = outDir === undefined ? discard() : await openFile(join(outDir, folder, file.name));
  const found = new FileCount();
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      found.add(chunk);
      done(null, chunk);
    },
  });
  await pipeline(response.readableStreamBody, count, target);
  return found.differences(file);
}

/** What is wrong with the totals of a manifest by itself. */
export function totalDifferences({ files, totals, source }: ManifestFile): string[] {
  const sum = (key: 'bytes' | 'lines') => files.reduce((total, file) => total + file[key], 0);
  const right =
    totals.files === files.length &&
    totals.files === source.blobCount &&
    totals.bytes === sum('bytes') &&
    totals.lines === sum('lines');
  return right ? [] : ['the totals are not the sums of the files'];
}

function discard(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

async function openFile(path: string): Promise<Writable> {
  await mkdir(dirname(path), { recursive: true });
  return createWriteStream(path);
}
