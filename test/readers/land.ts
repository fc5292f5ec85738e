import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { type Stack, startStack } from '../../local/stack/stack.ts';
import { add, type Expected, expectedOf } from './expected.ts';

/** A table as it is to be read: rows and exact sums by partition, now and at an older version. */
export interface TableToRead {
  folder: string;
  amount: string;
  partition: string;
  older: { version: number; expected: Map<string, Expected> };
  expected: Map<string, Expected>;
}

/** What of an export's body is looked at here. */
interface Body {
  id: string;
  status: string;
  endedAt: string | null;
  error: object | null;
  analysis?: { state: string; table?: { path: string; version: number } | null } | null;
}

/** Two of one currency, one of another. */
const INVOICES = ['G000000001', 'G000000002', 'G000100003'];
const UNBILLED = { currencyCode: 'EUR', billingPeriod: 'current' };
const TABLES = [
  { name: 'billed_usage', slug: 'billed-usage', amount: 'BillingPreTaxTotal', partition: 'LandingInvoice' },
  { name: 'billed_reconciliation', slug: 'billed-reconciliation', amount: 'Total', partition: 'LandingInvoice' },
  { name: 'unbilled_usage', slug: 'unbilled-usage', amount: 'BillingPreTaxTotal', partition: 'LandingMonth' },
] as const;
/** Enough for a checkpoint and some entries behind it. */
const ANALYSES_AGAIN = 9;
const LOOK_EVERY_MS = 500;
const DEADLINE_MS = 10 * 60_000;

/** Lands invoices and an open month with the whole program, restates them, analyses them again and again, and lays the tables into a folder. */
export async function landTables(dataDir: string, say: (line: string) => void): Promise<TableToRead[]> {
  const stack = await startStack({ dataDir, settings: { FOCUS: 'on' }, onTrouble: say });
  try {
    const container = new BlobServiceClient(stack.azurite.landingUrl, stack.credential).getContainerClient(
      'partner-billing',
    );
    say('landing three invoices and an open month');
    const first = await exportAll(stack);
    const before = await Promise.all(TABLES.map((table) => expectedOfTable(container, table)));
    say('landing their restatements');
    stack.graph.scenario = { revision: 1 };
    await exportAll(stack);
    for (let again = 0; again < ANALYSES_AGAIN; again++)
      await analyseAgain(stack, `billed-usage-${INVOICES[again % 3]}-full`);
    await untilFocusIsWritten(container);
    const folder = join(dataDir, 'copy');
    await download(container, folder);
    return await Promise.all(
      TABLES.map(async ({ name, amount, partition, slug }, index) => ({
        folder: join(folder, 'tables', name),
        amount,
        partition,
        older: { version: first.get(name) ?? 0, expected: before[index] ?? new Map() },
        expected: await expectedOfTable(container, { slug, amount, partition }),
      })),
    );
  } finally {
    await stack.stop();
  }
}

/** The version of each table once all has landed. */
async function exportAll(stack: Stack): Promise<Map<string, number>> {
  const requests = [
    ...['billedUsage', 'billedReconciliation'].flatMap((kind) => INVOICES.map((invoiceId) => ({ kind, invoiceId }))),
    { kind: 'unbilledUsage', ...UNBILLED },
  ];
  const started = await Promise.all(requests.map((request) => call<Body>(stack, 'POST', 'exports', request)));
  const versions = new Map<string, number>();
  for (const { id } of started) {
    const { path = '', version = 0 } = await untilAnalysed(stack, id);
    const name = path.split('/').filter(Boolean).at(-1) ?? '';
    versions.set(name, Math.max(versions.get(name) ?? 0, version));
  }
  return versions;
}

async function untilAnalysed(stack: Stack, id: string): Promise<{ path?: string; version?: number }> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (Date.now() < deadlineMs) {
    const { endedAt, analysis, status, error } = await call<Body>(stack, 'GET', `exports/${id}`);
    if (endedAt !== null && analysis?.state === 'done') return analysis.table ?? {};
    if (status === 'failed' || analysis?.state === 'failed')
      throw new Error(`${id}: ${JSON.stringify(error ?? analysis)}`);
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`${id} was not analysed in time`);
}

async function analyseAgain(stack: Stack, id: string): Promise<void> {
  const { id: analysis } = await call<{ id: string }>(stack, 'POST', 'analyses', { exports: [id] });
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (Date.now() < deadlineMs) {
    const { status, failed } = await call<{ status: string; failed: object[] }>(stack, 'GET', `analyses/${analysis}`);
    if (status === 'completed' && failed.length === 0) return;
    if (status !== 'running') throw new Error(`${analysis}: ${status} ${JSON.stringify(failed)}`);
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`${analysis} did not end in time`);
}

/** Until no month of FOCUS is due any more. */
async function untilFocusIsWritten(container: ContainerClient): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (Date.now() < deadlineMs) {
    const marks: { due: string; written: string | null }[] = [];
    for await (const { name } of container.listBlobsFlat({ prefix: 'analysis/focus/due/' })) {
      marks.push(await readJson(container, name));
    }
    if (marks.length > 0 && marks.every(({ due, written }) => due === written)) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error('FOCUS was not written in time');
}

async function call<T>(stack: Stack, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${stack.host?.url}/api/${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

/** Of the newest version of each export of a kind, by partition, out of its raw files. */
async function expectedOfTable(
  container: ContainerClient,
  { slug, amount, partition }: { slug: string; amount: string; partition: string },
): Promise<Map<string, Expected>> {
  const found = new Map<string, Expected>();
  for await (const { name } of container.listBlobsFlat({ prefix: `${slug}/` })) {
    if (!name.endsWith('/_latest.json')) continue;
    const { manifest } = await readJson<{ manifest: string }>(container, name);
    const key = partition === 'LandingInvoice' ? /invoice=([^/]+)/.exec(name)?.[1] : /month=([^/]+)/.exec(name)?.[1];
    const { files } = await readJson<{ files: { name: string }[] }>(container, manifest);
    let sum: Expected = { rows: 0, sum: '0.00' };
    for (const file of files) {
      const raw = await container.getBlobClient(manifest.replace('_manifest.json', file.name)).downloadToBuffer();
      sum = add(sum, expectedOf(raw.toString('utf8'), amount));
    }
    if (key) found.set(key, sum);
  }
  return found;
}

async function readJson<T>(container: ContainerClient, path: string): Promise<T> {
  return JSON.parse((await container.getBlobClient(path).downloadToBuffer()).toString('utf8'));
}

async function download(container: ContainerClient, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  for await (const { name } of container.listBlobsFlat({ prefix: 'tables/' })) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await container.getBlobClient(name).downloadToBuffer());
  }
}
