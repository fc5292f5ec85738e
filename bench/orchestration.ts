import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { startHttpsServer } from '../local/simulators/httpsServer.ts';
import type { SourceStore } from '../local/simulators/source/sourceStore.ts';
import { startStack } from '../local/stack/stack.ts';
import { ensureCertificates } from '../local/stack/tls.ts';
import type { ExportBody } from '../shared/api/exportBody.ts';
import { type Result, ratio, seconds } from './report.ts';

const FEW = 1_000;
const MANY = 10_000;
const LOOK_EVERY_MS = 200;

/**
 * Tiny blobs through the whole program: embedded host, orchestration, copy, commit, on Azurite. What grows faster than
 * their number shows here.
 */
export async function orchestration(): Promise<Result | undefined> {
  const dataDir = await mkdtemp(join(tmpdir(), 'partner-billing-bench-'));
  const source = await startTinySource(join(dataDir, 'tls'));
  const stack = await startStack({ dataDir, source });
  try {
    const perBlobMs: number[] = [];
    const rows: string[][] = [];
    for (const [index, files] of [FEW, MANY].entries()) {
      stack.graph.scenario = { polls: [], data: { files, unpackedBytes: 1_000, members: 1 } };
      const copiedMs = await exportAll(stack.host?.url ?? '', `G${String(index + 1).padStart(9, '0')}`);
      perBlobMs.push(copiedMs / files);
      rows.push([files.toLocaleString('en-US'), seconds(copiedMs), `${(copiedMs / files).toFixed(2)} ms`]);
    }
    const [few = Number.NaN, many = Number.NaN] = perBlobMs;
    return {
      title: 'Tiny blobs through the orchestration (local host, Azurite)',
      columns: ['blobs', 'from plan to commit', 'a blob'],
      rows: [...rows, ['time a blob, 10,000 / 1,000', ratio(many / few), '']],
      gates: [{ what: 'time a blob, 10,000 / 1,000', value: many / few, limit: 1.3, side: 'atMost' }],
    };
  } finally {
    await stack.stop();
    await source.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Status {
  runtimeStatus: string;
  customStatus?: { phase: string };
  output?: { status: string };
}

/** Milliseconds from the first copy to the end of the run. */
async function exportAll(hostUrl: string, invoiceId: string): Promise<number> {
  const started = await fetch(`${hostUrl}/api/exports`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'billedUsage', invoiceId }),
  });
  const { id } = (await started.json()) as ExportBody;
  let copyingSinceMs: number | undefined;
  for (;;) {
    // The backend's own status: the API's would count the landed files each time.
    const answer = await fetch(`${hostUrl}/runtime/webhooks/durabletask/instances/${id}`);
    const { runtimeStatus, customStatus, output } = (await answer.json()) as Status;
    if (customStatus?.phase === 'copying') copyingSinceMs ??= performance.now();
    if (runtimeStatus === 'Completed') {
      if (output?.status !== 'completed') throw new Error(`${id} did not complete: ${JSON.stringify(output)}`);
      return performance.now() - (copyingSinceMs ?? performance.now());
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/**
 * A storage account in which every blob is the same tiny gzip file; making ten thousand of them would take longer than
 * copying them.
 */
async function startTinySource(certificateDir: string): Promise<SourceStore> {
  const { cert, key } = await ensureCertificates(certificateDir);
  const bytes = gzipSync(`${JSON.stringify({ UnitPrice: 1, Quantity: 1 })}\n`.repeat(20));
  const headers = {
    etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`,
    'last-modified': new Date().toUTCString(),
    'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
    'content-type': 'application/octet-stream',
  };
  const server = await startHttpsServer({ certificate: { cert, key } }, async () => ({
    status: 206,
    headers,
    body: bytes,
  }));
  return {
    ensure: async () => {},
    rootDirectory: () => `${server.origin}/tiny`,
    mintSas: async () => `sv=2021-08-06&se=${new Date(Date.now() + 3_600_000).toISOString()}&sig=none`,
    remove: async () => {},
    stop: () => server.stop(),
  };
}
