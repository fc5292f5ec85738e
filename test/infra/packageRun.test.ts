import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bundleApp } from '../../infra/build/bundleApp.ts';
import { type Stack, startStack } from '../../local/stack/stack.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';

const POLL_MS = 100;

let folder: string;
let stack: Stack;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-run-'));
  await bundleApp({ project: resolve('.'), package: join(folder, 'dist'), maps: join(folder, 'maps') });
  stack = await startStack({
    dataDir: join(folder, 'data'),
    hostScript: resolve('test/infra/package/hostOfPackage.ts'),
    settings: { PACKAGE_ENTRY: join(folder, 'dist', 'index.cjs') },
    scenario: { data: { files: 3, unpackedBytes: 20_000, members: 1 }, polls: [] },
  });
});

afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('the built package lands an export', async () => {
  const url = `${stack.host?.url}/api/exports`;
  const started = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ kind: 'billedUsage', invoiceId: 'G000000001' }),
  });
  expect(started.status).toBe(202);

  const ended = await untilEnded(`${url}/billed-usage-G000000001-full`);

  expect(ended).toMatchObject({ status: 'completed', result: { files: 3 }, warnings: [] });
  const container = new BlobServiceClient(stack.azurite.landingUrl, stack.credential).getContainerClient(
    'partner-billing',
  );
  const manifest = await container.getBlobClient(ended.result?.manifest ?? '').downloadToBuffer();
  expect(JSON.parse(manifest.toString()).totals.lines).toBe(ended.result?.lines);
  expect(stack.eventGrid.events.map(({ type }) => type)).toEqual([
    'PartnerBillingExport.Completed',
    'PartnerBillingExport.Analysed',
  ]);
});

async function untilEnded(url: string): Promise<ExportBody> {
  for (;;) {
    const body = (await (await fetch(url)).json()) as ExportBody;
    if (body.endedAt !== null) return body;
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
}
