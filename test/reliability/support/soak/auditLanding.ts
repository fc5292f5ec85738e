import { createHash } from 'node:crypto';
import { crc32, gunzipSync } from 'node:zlib';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import type { Snapshot, SnapshotBlob } from '../../../../local/simulators/source/snapshot.ts';
import type { Product } from '../../../support/product.ts';
import type { Ledger } from './ledger.ts';
import type { SoakExport } from './subject.ts';
import type { World } from './world.ts';

interface Blob {
  name: string;
  metadata: Record<string, string>;
}

interface Figures {
  name: string;
  bytes: number;
  lines: number;
  crc32: string;
  sha256: string;
}

/**
 * Looks at every blob of the landing, and says of each thing that should not be so. Answers how many versions and files
 * there are.
 */
export async function auditLanding(
  { container, stack }: Product,
  exports: readonly SoakExport[],
  world: World,
  ledger: Ledger,
): Promise<{ versions: number; files: number; leftovers: number; committed: Map<string, Set<string>> }> {
  const source = new BlobServiceClient(stack.azurite.sourceUrl, stack.credential);
  const byExport = new Map<string, Blob[]>(exports.map(({ folder }) => [folder, []]));
  for await (const { name, metadata = {} } of container.listBlobsFlat({ includeMetadata: true })) {
    const folder = /^[^/]+\/[^/]+\/[^/]+\//.exec(name)?.[0] ?? '';
    const blobs = byExport.get(folder);
    if (blobs) blobs.push({ name, metadata });
    else ledger.complain(name, 'lies in the landing, and nobody asked for it');
  }
  const counts = { versions: 0, files: 0, leftovers: 0, committed: new Map<string, Set<string>>() };
  for (const one of exports) {
    const blobs = byExport.get(one.folder) ?? [];
    const complain = (what: string) => ledger.complain(one.id, what);
    const versions = new Map<string, Blob[]>();
    for (const blob of blobs) {
      const [, version, name] = /version=([^/]+)\/([^/]+)$/.exec(blob.name) ?? [];
      if (version && name) versions.set(version, [...(versions.get(version) ?? []), blob]);
      else if (blob.name !== `${one.folder}_latest.json`) complain(`nobody knows what ${blob.name} is`);
    }
    const snapshots = world.snapshots(one);
    const committed = new Map<string, Snapshot>();
    for (const [version, files] of versions) {
      const found = await auditVersion({ one, version, files, container, source, snapshots, complain });
      counts.files += found.files;
      if (found.committed) committed.set(version, found.committed);
      else counts.leftovers += found.files;
    }
    counts.versions += committed.size;
    counts.committed.set(one.id, new Set(committed.keys()));
    if (new Set(committed.values()).size < committed.size) complain('one snapshot was committed twice');
    for (const { exportId, version } of ledger.runs) {
      if (exportId === one.id && version && !committed.has(version)) complain(`told of ${version}, which is not there`);
    }
    if (snapshots.length > 0) await auditLatest(one, container, committed, snapshots, complain);
  }
  return counts;
}

async function auditLatest(
  { folder }: SoakExport,
  container: ContainerClient,
  committed: ReadonlyMap<string, Snapshot>,
  snapshots: readonly Snapshot[],
  complain: (what: string) => void,
): Promise<void> {
  const latest = await readJson(container, `${folder}_latest.json`);
  const newest = snapshots.at(-1);
  const wanted = [...committed].find(([, snapshot]) => snapshot === newest)?.[0];
  if (wanted === undefined) complain('the newest data of the service is not committed');
  if (latest.version !== wanted || latest.eTag !== newest?.eTag) {
    complain(`_latest.json names ${latest.version}, not ${wanted}`);
  }
  if (latest.manifest !== `${folder}version=${wanted}/_manifest.json`) complain('_latest.json names another manifest');
}

interface VersionAudit {
  one: SoakExport;
  version: string;
  files: readonly Blob[];
  container: ContainerClient;
  source: BlobServiceClient;
  snapshots: readonly Snapshot[];
  complain: (what: string) => void;
}

async function auditVersion(audit: VersionAudit): Promise<{ files: number; committed?: Snapshot }> {
  const { one, version, files, container, snapshots, complain } = audit;
  const manifestBlob = files.find(({ name }) => name.endsWith('/_manifest.json'));
  const data = files.filter((file) => file !== manifestBlob);
  const shaOf = ({ eTag }: Snapshot) => createHash('sha256').update(eTag).digest('hex');
  const manifest = manifestBlob && (await readJson(container, manifestBlob.name));
  const eTagOf = (metadata: Blob['metadata']) => metadata.snapshot;
  const snapshot = snapshots.find((some) =>
    manifest ? some.eTag === manifest.source.eTag : shaOf(some) === eTagOf(data[0]?.metadata ?? {}),
  );
  if (!snapshot) {
    complain(`${version} is of data that the service never had`);
    return { files: data.length };
  }
  const found: Figures[] = [];
  for (const file of data) {
    const name = file.name.slice(file.name.lastIndexOf('/') + 1);
    const blob = snapshot.blobs.find((some) => some.name === `${name}.gz`);
    if (!blob || eTagOf(file.metadata) !== shaOf(snapshot)) {
      complain(`${version}/${name} is no file of that snapshot`);
      continue;
    }
    const [landed, wanted] = [await read(container, file.name), await unpacked(audit.source, snapshot, blob)];
    if (!landed.equals(wanted)) complain(`${version}/${name} has ${landed.length} bytes that are not the source's`);
    const packedSha256 = file.metadata.sourcesha256 ?? '';
    found.push({ ...figuresOf(name, landed), sha256: packedSha256 });
  }
  if (!manifestBlob) return { files: data.length };

  if (found.length !== snapshot.blobs.length)
    complain(`${version} has ${found.length} of ${snapshot.blobs.length} files`);
  // Of an older version a later run need not tell: subscribers know of a newer one.
  if (snapshot === snapshots.at(-1) && manifestBlob.metadata.event !== 'delivered') {
    complain(`the event of ${version} was never delivered`);
  }
  const inOrder = snapshot.blobs.map(({ name }) => found.find((file) => `${file.name}.gz` === name));
  const sum = (what: 'bytes' | 'lines') => found.reduce((total, file) => total + file[what], 0);
  expectSame(complain, `the manifest of ${version}`, manifestFacts(manifest), {
    export: { id: one.id, kind: one.kind, invoiceId: one.invoiceId, attributeSet: one.attributeSet },
    eTag: snapshot.eTag,
    manifestId: snapshot.manifestId,
    blobCount: snapshot.blobs.length,
    createdMs: snapshot.builtAt.getTime(),
    partnerTenantId: snapshot.subject.tenantId,
    files: [...inOrder].sort((a, b) => ((a?.name ?? '') < (b?.name ?? '') ? -1 : 1)),
    totals: { files: found.length, bytes: sum('bytes'), lines: sum('lines') },
  });
  return { files: data.length, committed: snapshot };
}

/** What of a manifest follows from the data alone. */
function manifestFacts({ export: subject, source, files, totals }: ReturnType<typeof JSON.parse>): object {
  const { eTag, manifestId, blobCount, createdDateTime, partnerTenantId } = source;
  const zoned = /Z$|[+-]\d\d:\d\d$/.test(createdDateTime) ? createdDateTime : `${createdDateTime}Z`;
  const told: (Figures & { source: { sha256: string } })[] = files;
  return {
    export: { id: subject.id, kind: subject.kind, invoiceId: subject.invoiceId, attributeSet: subject.attributeSet },
    eTag,
    manifestId,
    blobCount,
    createdMs: Math.floor(Date.parse(zoned) / 1000) * 1000,
    partnerTenantId,
    files: told
      .map(({ name, bytes, lines, crc32: crc, source: from }) => ({
        name,
        bytes,
        lines,
        crc32: crc,
        sha256: from.sha256,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    totals,
  };
}

function expectSame(complain: (what: string) => void, what: string, found: object, wanted: object): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (a !== b) complain(`${what} says ${a}, not ${b}`);
}

function figuresOf(name: string, bytes: Buffer): Omit<Figures, 'sha256'> {
  const lines = bytes.toString('latin1').split('\n');
  return {
    name,
    bytes: bytes.length,
    lines: lines.length - (lines.at(-1) === '' ? 1 : 0),
    crc32: crc32(bytes).toString(16).padStart(8, '0'),
  };
}

async function unpacked(source: BlobServiceClient, snapshot: Snapshot, { name }: SnapshotBlob): Promise<Buffer> {
  const container = source.getContainerClient(snapshot.container);
  return gunzipSync(await read(container, `${snapshot.directory}/${name}`));
}

const read = (container: ContainerClient, path: string): Promise<Buffer> =>
  container.getBlobClient(path).downloadToBuffer();
const readJson = async (container: ContainerClient, path: string) =>
  JSON.parse((await read(container, path)).toString());
