/**
 * `node test/long/oneGibibyte.ts`: one file of 1 GiB unpacked through the real host process, compared with `zcat`, with
 * the host's peak memory (Linux: `VmHWM`). Takes a minute or two and 2 GiB of disk, so it is no part of `npm test`.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { startStack } from '../../local/stack/stack.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import type { ManifestFile } from '../../shared/landing/manifestFile.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const MOST_RSS_MIB = 300;

/** Peak resident memory of a process since its start. */
function peakMib(pid: number): number {
  const [, kib = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

async function sha256Of(stream: NodeJS.ReadableStream | undefined): Promise<string> {
  if (!stream) throw new Error('There is nothing to read.');
  const hash = createHash('sha256');
  await pipeline(stream, hash);
  return hash.digest('hex');
}

async function zcatSha256(packed: NodeJS.ReadableStream | undefined): Promise<string> {
  if (!packed) throw new Error('There is nothing to read.');
  const gzip = spawn('gzip', ['-dc'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [sha256] = await Promise.all([sha256Of(gzip.stdout), pipeline(packed, gzip.stdin)]);
  return sha256;
}

const dataDir = mkdtempSync(join(tmpdir(), 'one-gibibyte-'));
const stack = await startStack({
  dataDir,
  scenario: { polls: [], data: { files: 1, unpackedBytes: GIB, members: 1 } },
});
try {
  const { host } = stack;
  if (!host) throw new Error('The host is not running.');
  const idleMib = peakMib(host.pid);
  const started = await fetch(`${host.url}/api/exports`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'billedUsage', invoiceId: 'G000000001' }),
  });
  if (started.status !== 202) throw new Error(`${started.status}: ${await started.text()}`);
  const { id } = JSON.parse(await started.text());

  let body: ExportBody;
  let copyingSinceMs: number | undefined;
  do {
    await sleep(200);
    body = JSON.parse(await (await fetch(`${host.url}/api/exports/${id}`)).text());
    if (body.phase === 'copying') copyingSinceMs ??= Date.now();
  } while (body.endedAt === null);
  const copySeconds = copyingSinceMs === undefined ? Number.NaN : (Date.now() - copyingSinceMs) / 1000;
  const peak = peakMib(host.pid);
  if (body.status !== 'completed' || !body.result) throw new Error(JSON.stringify(body));

  const landing = new BlobServiceClient(stack.azurite.landingUrl, stack.credential).getContainerClient(
    'partner-billing',
  );
  const read = async (path: string) => (await landing.getBlobClient(path).download()).readableStreamBody;
  const manifestText = (await landing.getBlobClient(body.result.manifest).downloadToBuffer()).toString();
  const manifest: ManifestFile = JSON.parse(manifestText);
  const folder = body.result.manifest.replace(/_manifest\.json$/, '');
  const snapshot = stack.graph.snapshotOf(manifest.source.operationId);
  const [blob] = snapshot?.blobs ?? [];
  if (!snapshot || !blob) throw new Error('The service does not know the operation.');
  const source = new BlobServiceClient(stack.azurite.sourceUrl, stack.credential)
    .getContainerClient(snapshot.container)
    .getBlobClient(`${snapshot.directory}/${blob.name}`);
  const [wanted, landed] = [
    await zcatSha256((await source.download()).readableStreamBody),
    await sha256Of(await read(`${folder}${blob.name.replace(/\.gz$/, '')}`)),
  ];

  const isSame = wanted === landed;
  const isSmall = peak < MOST_RSS_MIB;
  console.log(
    `${(body.result.bytes / MIB).toFixed(0)} MiB, ${body.result.lines} lines, copied in ${copySeconds.toFixed(1)} s`,
  );
  console.log(`${isSame ? 'the same bytes as zcat' : 'OTHER BYTES THAN ZCAT'}: sha256 ${landed}`);
  console.log(
    `peak memory of the host: ${peak.toFixed(0)} MiB (${idleMib.toFixed(0)} MiB before), limit ${MOST_RSS_MIB} MiB`,
  );
  process.exitCode = isSame && isSmall ? 0 : 1;
} finally {
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
