import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Stack, startStack } from '../../local/stack/stack.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { temporaryDirectory } from '../support/temporaryDirectory.ts';
import { filesThatDiffer, landingOf } from './support/zcat.ts';

const FILES = 40;
const FOLDER = 'billed-usage/invoice=G000000001/attributes=full/';
const ID = 'billed-usage-G000000001-full';
/** The host dies when so many files are whole; 0 is while the operation is still waited for. */
const DEATHS_AT_FILES = [0, 1, 10, 20, 32];
const LOOK_EVERY_MS = 15;
/** What a killed process had sent may still be carried out by the account. */
const SETTLING_MS = 300;

describe('kill -9 of the host in the middle of a copy of 40 files', () => {
  const directory = temporaryDirectory();
  let stack: Stack;
  let landing: ContainerClient;

  beforeAll(async () => {
    stack = await startStack({
      dataDir: directory.path,
      scenario: { polls: ['running'], data: { files: FILES, unpackedBytes: 2_000_000, members: 1 } },
    });
    landing = landingOf(stack);
  }, 60_000);
  afterAll(async () => {
    await stack?.stop();
    directory.remove();
  });

  /** Whole files and our own documents, by path, with the ETag of each: it changes whenever one is written again. */
  async function landed(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    if (!(await landing.exists())) return found;
    for await (const { name, properties } of landing.listBlobsFlat({ prefix: FOLDER }))
      found.set(name, properties.etag);
    return found;
  }

  const isData = (path: string) => !/\/_(manifest|latest)\.json$/.test(path);

  async function look(): Promise<ExportBody> {
    const response = await fetch(`${stack.host?.url}/api/exports/${ID}`);
    return JSON.parse(await response.text());
  }

  test('it goes on where it was, as often as it takes', async () => {
    // Act
    const response = await fetch(`${stack.host?.url}/api/exports`, {
      method: 'POST',
      body: JSON.stringify({ kind: 'billedUsage', invoiceId: 'G000000001' }),
    });
    expect(response.status).toBe(202);
    const wholeAtDeath = new Map<string, string>();
    const copiedAgain: string[] = [];
    const filesAtDeath: number[] = [];
    const remember = (found: Map<string, string>) => {
      for (const [path, etag] of found) {
        if (!isData(path)) continue;
        if ((wholeAtDeath.get(path) ?? etag) !== etag) copiedAgain.push(path);
        wholeAtDeath.set(path, etag);
      }
    };
    for (const atFiles of DEATHS_AT_FILES) {
      while ((await landed()).size < atFiles || (await look()).phase === 'submitting') await sleep(LOOK_EVERY_MS);
      stack.host?.kill('SIGKILL');
      expect(await stack.host?.exited).toBe('SIGKILL');
      await sleep(SETTLING_MS);
      const found = await landed();
      remember(found);
      filesAtDeath.push([...found.keys()].filter(isData).length);
      await stack.startHost();
    }
    let body = await look();
    while (body.endedAt === null) {
      await sleep(LOOK_EVERY_MS);
      body = await look();
    }

    // Assess
    console.log(`killed with ${filesAtDeath.join(', ')} of ${FILES} files whole`);
    expect(body).toMatchObject({ status: 'completed', warnings: [], result: { files: FILES } });
    expect(filesAtDeath[0]).toBe(0);
    expect(filesAtDeath.filter((files) => files > 0 && files < FILES).length).toBeGreaterThanOrEqual(2);
    const after = await landed();
    remember(after);
    expect(copiedAgain).toEqual([]);
    expect([...after.keys()].filter(isData)).toHaveLength(FILES);
    expect([...after.keys()].filter((path) => path.endsWith('/_manifest.json'))).toEqual([body.result?.manifest]);
    expect(await filesThatDiffer(stack, body.result?.manifest ?? '')).toEqual({ files: FILES, differ: [] });
    expect(stack.graph.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(stack.eventGrid.events.map(({ type }) => type)).toEqual([
      'PartnerBillingExport.Completed',
      'PartnerBillingExport.Analysed',
    ]);
  }, 150_000);
});
