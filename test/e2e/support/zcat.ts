import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import type { Stack } from '../../../local/stack/stack.ts';
import type { ManifestFile } from '../../../shared/landing/manifestFile.ts';

const MOST_BYTES = 1024 ** 3;

/** What `zcat` makes of packed bytes; `gzip -dc` is the same program under a name that every system has. */
export function zcat(packed: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile('gzip', ['-dc'], { encoding: 'buffer', maxBuffer: MOST_BYTES }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    child.stdin?.end(packed);
  });
}

export function landingOf(stack: Stack): ContainerClient {
  return new BlobServiceClient(stack.azurite.landingUrl, stack.credential).getContainerClient('partner-billing');
}

export async function readJson(container: ContainerClient, path: string): Promise<unknown> {
  return JSON.parse((await container.getBlobClient(path).downloadToBuffer()).toString());
}

/**
 * Compares each file of a committed version with what `zcat` makes of its source blob; answers the names of those that
 * differ.
 */
export async function filesThatDiffer(
  stack: Stack,
  manifestPath: string,
): Promise<{ files: number; differ: string[] }> {
  const landing = landingOf(stack);
  const manifest = (await readJson(landing, manifestPath)) as ManifestFile;
  const snapshot = stack.graph.snapshotOf(manifest.source.operationId);
  if (!snapshot) throw new Error(`The service knows no operation ${manifest.source.operationId}.`);
  const source = new BlobServiceClient(stack.azurite.sourceUrl, stack.credential).getContainerClient(
    snapshot.container,
  );
  const folder = manifestPath.slice(0, manifestPath.lastIndexOf('/') + 1);
  const differ: string[] = [];
  for (const { name } of snapshot.blobs) {
    const packed = await source.getBlobClient(`${snapshot.directory}/${name}`).downloadToBuffer();
    const wanted = sha256(await zcat(packed));
    const landed = await landing.getBlobClient(`${folder}${name.replace(/\.gz$/, '')}`).downloadToBuffer();
    if (sha256(landed) !== wanted) differ.push(name);
  }
  return { files: snapshot.blobs.length, differ };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
