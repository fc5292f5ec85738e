import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ContainerClient } from '@azure/storage-blob';
import { expect } from '@jest/globals';
import { lineChunks } from '../../../local/simulators/data/content.ts';
import type { Snapshot, SnapshotBlob } from '../../../local/simulators/source/snapshot.ts';
import type { ManifestFile } from '../../../shared/landing/manifestFile.ts';

export interface Landed {
  etag: string;
  lastModified: Date;
  metadata: Record<string, string>;
}

/** Every blob below a folder, by its path. */
export async function landedBelow(container: ContainerClient, folder: string): Promise<Map<string, Landed>> {
  const found = new Map<string, Landed>();
  if (!(await container.exists())) return found;
  for await (const { name, properties, metadata } of container.listBlobsFlat({
    prefix: folder,
    includeMetadata: true,
  })) {
    found.set(name, { etag: properties.etag, lastModified: properties.lastModified, metadata: metadata ?? {} });
  }
  return found;
}

export async function readBlob(container: ContainerClient, path: string): Promise<Buffer> {
  return container.getBlobClient(path).downloadToBuffer();
}

export async function readManifest(container: ContainerClient, path: string): Promise<ManifestFile> {
  return JSON.parse((await readBlob(container, path)).toString());
}

/** Removes every blob below a folder. */
export async function wipe(container: ContainerClient, folder: string): Promise<void> {
  for (const path of (await landedBelow(container, folder)).keys()) await container.deleteBlob(path);
}

/** Paths of data files: neither a commit nor a pointer. */
export function dataFiles(paths: Iterable<string>): string[] {
  return [...paths].filter((path) => !path.endsWith('/_manifest.json') && !path.endsWith('/_latest.json')).sort();
}

/**
 * What an export of billed usage leaves: one committed version of exactly the bytes that the service has, and a pointer
 * to it.
 */
export async function expectExactVersion(
  container: ContainerClient,
  exportFolder: string,
  snapshotOf: (operationId: string) => Snapshot | undefined,
): Promise<{ landed: Map<string, Landed>; manifest: ManifestFile; manifestPath: string }> {
  const landed = await landedBelow(container, exportFolder);
  const commits = [...landed.keys()].filter((path) => path.endsWith('/_manifest.json'));
  expect(commits).toHaveLength(1);
  const [manifestPath = ''] = commits;
  const manifest = await readManifest(container, manifestPath);
  const latest = JSON.parse((await readBlob(container, `${exportFolder}_latest.json`)).toString());
  expect(latest.manifest).toBe(manifestPath);

  const snapshot = snapshotOf(manifest.source.operationId);
  if (!snapshot) throw new Error(`The service knows no operation ${manifest.source.operationId}.`);
  const folder = manifestPath.slice(0, manifestPath.lastIndexOf('/') + 1);
  const wanted = snapshot.blobs.map((blob) => sourceFigures(snapshot, blob));
  expect(dataFiles(landed.keys())).toEqual(wanted.map(({ name }) => `${folder}${name}`).sort());
  const found = await Promise.all(wanted.map(({ name }) => readBlob(container, `${folder}${name}`)));
  expect(found.map((bytes, index) => figuresOf(wanted[index]?.name ?? '', bytes))).toEqual(wanted);
  const told = manifest.files.map(({ name, bytes, lines, crc32: crc }) => ({ name, bytes, lines, crc32: crc }));
  expect(told).toEqual(wanted.map(({ sha256: _, ...figures }) => figures));
  return { landed, manifest, manifestPath };
}

interface Figures {
  name: string;
  bytes: number;
  lines: number;
  crc32: string;
  sha256: string;
}

/** The same seed always means the same lines, and to make them costs more than to copy them. */
const known = new Map<string, Figures>();

function sourceFigures({ subject }: Snapshot, { name, seed, unpackedBytes }: SnapshotBlob): Figures {
  const figures =
    known.get(seed) ??
    figuresOf(name.replace(/\.gz$/, ''), Buffer.concat([...lineChunks({ subject, seed, unpackedBytes })]));
  known.set(seed, figures);
  return figures;
}

function figuresOf(name: string, bytes: Buffer): Figures {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  if (bytes.length > 0 && bytes.at(-1) !== 10) lines++;
  return {
    name,
    bytes: bytes.length,
    lines,
    crc32: crc32(bytes).toString(16).padStart(8, '0'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
