/**
 * `node test/long/hundredThousandBlobs.ts [count]`: a manifest of 100,000 tiny blobs through the real host process onto
 * Azurite: time, peak memory of the host (Linux: `VmHWM`), and what the durable backend has to hold. Takes some
 * minutes, so it is no part of `npm test`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { BlobServiceClient } from '@azure/storage-blob';
import { startHttpsServer } from '../../local/simulators/httpsServer.ts';
import type { SourceStore } from '../../local/simulators/source/sourceStore.ts';
import { startStack } from '../../local/stack/stack.ts';
import { ensureCertificates } from '../../local/stack/tls.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import type { ManifestFile } from '../../shared/landing/manifestFile.ts';

const FILES = Number(process.argv[2] ?? 100_000);
const LINES = '{"UnitPrice":0.12345678901234567890}\n'.repeat(3);
/** Half of what the smallest deployed instance has. */
const MOST_RSS_MIB = 1_024;
/** Azure Storage moves a larger message into a blob of its own: slower, and dearer. */
const LARGEST_MESSAGE_BYTES = 64 * 1024;
const LOOK_EVERY_MS = 1_000;
const LOOKS_PER_STATUS = 60;

/** Every blob is the same gzip file: to make a hundred thousand of them would take longer than to copy them. */
async function startTinySource(certificateDir: string): Promise<SourceStore> {
  const { cert, key } = await ensureCertificates(certificateDir);
  const body = gzipSync(LINES);
  const headers = { etag: '"tiny"', 'content-range': `bytes 0-${body.length - 1}/${body.length}` };
  const server = await startHttpsServer({ certificate: { cert, key } }, async () => ({ status: 206, headers, body }));
  return {
    ensure: async () => {},
    rootDirectory: () => `${server.origin}/tiny`,
    mintSas: async () => `sv=2021-08-06&se=${new Date(Date.now() + 3_600_000).toISOString()}&sig=none`,
    remove: async () => {},
    stop: () => server.stop(),
  };
}

function memoryMib(pid: number): { peak: number; now: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { peak: mib('VmHWM'), now: mib('VmRSS') };
}

const dataDir = mkdtempSync(join(tmpdir(), 'hundred-thousand-'));
const source = await startTinySource(join(dataDir, 'tls'));
const stack = await startStack({
  dataDir,
  source,
  onHostLine: (line, stream) => {
    // Each step is a line of JSON; anything else on stderr is a crash.
    if (stream === 'stderr' && !line.startsWith('{')) console.error(line);
  },
  // What Azure Functions leaves to the heap of its smallest instance; without a limit Node lets garbage lie while there
  // is memory.
  settings: { NODE_OPTIONS: '--max-old-space-size=1024' },
  scenario: { polls: [], data: { files: FILES, unpackedBytes: 1_000, members: 1 } },
});
let isStopped = false;
try {
  const { host } = stack;
  if (!host) throw new Error('The host is not running.');
  const started = await fetch(`${host.url}/api/exports`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'billedUsage', invoiceId: 'G000000001' }),
  });
  const startedMs = Date.now();
  const { id } = JSON.parse(await started.text());
  const secondsSoFar = () => (Date.now() - startedMs) / 1000;
  const statusMs: number[] = [];
  let phase = '';
  let body: ExportBody | undefined;
  for (let looks = 1; !body?.endedAt; looks++) {
    await sleep(LOOK_EVERY_MS);
    // The backend's own status: the API's counts the landed files each time, which is looked at now and then.
    const answer = await fetch(`${host.url}/runtime/webhooks/durabletask/instances/${id}`);
    const { runtimeStatus, customStatus } = JSON.parse(await answer.text());
    if (customStatus?.phase !== phase) {
      phase = customStatus?.phase;
      console.log(`${secondsSoFar().toFixed(0)} s: ${phase}, ${memoryMib(host.pid).now.toFixed(0)} MiB`);
    }
    if (runtimeStatus !== 'Completed' && looks % LOOKS_PER_STATUS !== 0) continue;
    const askedMs = Date.now();
    body = JSON.parse(await (await fetch(`${host.url}/api/exports/${id}`)).text()) as ExportBody;
    statusMs.push(Date.now() - askedMs);
    const { filesDone = 0 } = body.progress ?? {};
    console.log(`${secondsSoFar().toFixed(0)} s: ${filesDone} files, ${memoryMib(host.pid).now.toFixed(0)} MiB`);
  }
  const seconds = secondsSoFar();
  const { peak } = memoryMib(host.pid);
  if (body.status !== 'completed' || !body.result) throw new Error(JSON.stringify(body));

  const landing = new BlobServiceClient(stack.azurite.landingUrl, stack.credential).getContainerClient(
    'partner-billing',
  );
  const text = await landing.getBlobClient(body.result.manifest).downloadToBuffer();
  const manifest: ManifestFile = JSON.parse(text.toString());
  const listed = new Set<string>();
  for await (const { name } of landing.listBlobsFlat()) listed.add(name);
  const folder = body.result.manifest.replace(/_manifest\.json$/, '');
  const missing = manifest.files.filter(({ name, bytes }) => !listed.has(`${folder}${name}`) || bytes !== LINES.length);
  const isWhole =
    manifest.files.length === FILES &&
    missing.length === 0 &&
    new Set(manifest.files.map(({ name }) => name)).size === FILES;

  await stack.stop();
  isStopped = true;
  const hub = new DatabaseSync(join(dataDir, 'host', 'hub.db'), { readOnly: true });
  const one = (sql: string) => Object.values(hub.prepare(sql).get() ?? {}).map(Number);
  const [instances = 0] = one('SELECT count(*) FROM instances');
  const [longest = 0, largest = 0] = one(
    'SELECT max(n), max(b) FROM (SELECT count(*) n, sum(length(event)) b FROM history GROUP BY instanceId)',
  );
  const [event = 0, total = 0] = one('SELECT max(length(event)), sum(length(event)) FROM history');
  const [status = 0, input = 0] = one('SELECT max(length(customStatus)), max(length(input)) FROM instances');
  hub.close();

  const slowest = Math.max(...statusMs);
  console.log(
    `manifest of ${(text.length / 1024 ** 2).toFixed(1)} MiB; ${isWhole ? 'every file there' : `${missing.length} FILES MISSING OR WRONG`}`,
  );
  console.log(
    `${instances} instances; histories of ${(total / 1024 ** 2).toFixed(1)} MiB, the longest ${longest} events, the largest ${(largest / 1024).toFixed(0)} KiB; largest event ${(event / 1024).toFixed(1)} KiB, custom status ${status}, input ${input} characters`,
  );
  console.log(`slowest status answer ${slowest} ms`);
  const isSmall = peak < MOST_RSS_MIB && event < LARGEST_MESSAGE_BYTES;
  console.log(
    `${FILES} blobs in ${seconds.toFixed(0)} s (${((seconds * 1000) / FILES).toFixed(2)} ms a blob), peak memory ${peak.toFixed(0)} MiB, longest history ${longest} events`,
  );
  process.exitCode = isWhole && isSmall ? 0 : 1;
} finally {
  if (!isStopped) await stack.stop();
  await source.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
