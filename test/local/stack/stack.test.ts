import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lineChunks } from '../../../local/simulators/data/content.ts';
import { createSourceStore } from '../../../local/simulators/source/sourceStore.ts';
import { AUDIENCES } from '../../../local/simulators/tokens.ts';
import { SOURCE_ACCOUNT } from '../../../local/stack/accounts.ts';
import { type Stack, type StackOptions, startStack } from '../../../local/stack/stack.ts';
import { temporaryDirectory } from '../../support/temporaryDirectory.ts';

const FAKE_HOST = resolve('test/support/stackFakeHost.ts');
const SMALL: StackOptions['scenario'] = { polls: [], data: { files: 2, unpackedBytes: 100_000, members: 2 } };

interface Manifest {
  rootDirectory: string;
  sasToken: string;
  blobs: { name: string }[];
}

interface Operation {
  status: string;
  resourceLocation: Manifest;
}

/** Calls Graph as the app does: with a token of the managed identity. */
async function graph(stack: Stack, method: string, url: string, body?: object): Promise<Response> {
  const { identity } = stack;
  const tokenUrl = `${identity.endpoint}?api-version=2019-08-01&resource=${AUDIENCES.graph}`;
  const answer = await fetch(tokenUrl, { headers: { 'x-identity-header': identity.header } });
  const { access_token }: { access_token: string } = JSON.parse(await answer.text());
  return fetch(url, {
    method,
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

const post = async (stack: Stack) => {
  const url = `${stack.graph.baseUrl}/reports/partners/billing/usage/billed/export`;
  const response = await graph(stack, 'POST', url, { invoiceId: 'G000000001', attributeSet: 'full' });
  return response.headers.get('location') ?? '';
};

const read = async (stack: Stack, location: string): Promise<Operation> =>
  JSON.parse(await (await graph(stack, 'GET', location)).text());

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const until = async (condition: () => boolean, withinMs: number) => {
  const end = Date.now() + withinMs;
  while (!condition() && Date.now() < end) {
    await new Promise((resolved) => setTimeout(resolved, 50));
  }
  return condition();
};

describe('a running stack', () => {
  const directory = temporaryDirectory();
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ dataDir: directory.path, spawnHost: false, scenario: SMALL });
  });
  afterAll(async () => {
    await stack.stop();
    directory.remove();
  });

  test('opens the landing account to DefaultAzureCredential in the environment it makes, and to nobody without a token', async () => {
    const names = [
      'IDENTITY_ENDPOINT',
      'IDENTITY_HEADER',
      'AZURE_TOKEN_CREDENTIALS',
      'LANDING_STORAGE__blobServiceUri',
    ];
    for (const name of names) {
      process.env[name] = stack.hostEnvironment[name];
    }
    const service = new BlobServiceClient(
      process.env.LANDING_STORAGE__blobServiceUri ?? '',
      new DefaultAzureCredential(),
    );
    const container = service.getContainerClient('partner-billing');
    await container.createIfNotExists();
    await container.getBlockBlobClient('a=1/file.json').upload('{}\n', 3);
    expect((await container.getBlobClient('a=1/file.json').downloadToBuffer()).toString()).toBe('{}\n');
    const anonymous = await fetch(`${container.url}/a%3D1/file.json`);
    expect([403, 404]).toContain(anonymous.status);
    const own = new BlobServiceClient(stack.azurite.landingUrl, stack.credential).getContainerClient('partner-billing');
    expect(await own.exists()).toBe(true);
  });

  test('offers the files of an export behind their SAS, byte for byte what was generated', async () => {
    const location = await post(stack);
    const { rootDirectory, sasToken, blobs } = (await read(stack, location)).resourceLocation;
    const snapshot = stack.graph.snapshotOf(location.split('/').at(-1) ?? '');
    expect(blobs).toHaveLength(2);
    for (const [index, { name }] of blobs.entries()) {
      const response = await fetch(`${rootDirectory}/${name}?${sasToken}`);
      const unpacked = gunzipSync(Buffer.from(await response.arrayBuffer()));
      const { seed = '', unpackedBytes = 0 } = snapshot?.blobs[index] ?? {};
      const subject = snapshot?.subject;
      expect(subject).toBeDefined();
      expect(subject && unpacked.equals(Buffer.concat([...lineChunks({ subject, seed, unpackedBytes })]))).toBe(true);
    }
  });

  test('lets a SAS read and list, and nothing else, until it expires', async () => {
    stack.graph.scenario = { ...SMALL, sas: { lifetimeSeconds: 2 } };
    const { rootDirectory, sasToken, blobs } = (await read(stack, await post(stack))).resourceLocation;
    const url = `${rootDirectory}/${blobs[0]?.name}?${sasToken}`;
    const statuses = async () => ({
      read: (await fetch(url, { headers: { range: 'bytes=0-9' } })).status,
      write: (await fetch(url, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: 'x' })).status,
      remove: (await fetch(url, { method: 'DELETE' })).status,
      forged: (await fetch(url.replace(/sig=./, 'sig=%2B'))).status,
    });
    expect(await statuses()).toEqual({ read: 206, write: 403, remove: 403, forged: 403 });
    await new Promise((resolved) => setTimeout(resolved, 3_100));
    expect((await statuses()).read).toBe(403);
  });

  test('can lose a snapshot, as happens when it is replaced', async () => {
    stack.graph.scenario = { ...SMALL, revision: 1 };
    const location = await post(stack);
    const { rootDirectory, sasToken, blobs } = (await read(stack, location)).resourceLocation;
    const snapshot = stack.graph.snapshotOf(location.split('/').at(-1) ?? '');
    if (snapshot === undefined) {
      throw new Error('The operation is not known.');
    }
    await stack.source.remove(snapshot);
    expect((await fetch(`${rootDirectory}/${blobs[0]?.name}?${sasToken}`)).status).toBe(404);
  });

  test('gives up at once what it is packing when it is stopped', async () => {
    const snapshot = stack.graph.snapshotOf((await post(stack)).split('/').at(-1) ?? '');
    if (snapshot === undefined) {
      throw new Error('The operation is not known.');
    }
    const { credential, azurite } = stack;
    const store = createSourceStore({ accountUrl: azurite.sourceUrl, accountName: SOURCE_ACCOUNT, credential });
    const endless = {
      ...snapshot,
      directory: 'endless',
      blobs: [{ name: 'x.json.gz', seed: '', unpackedBytes: 1e12 }],
    };
    const packing = store.ensure(endless);
    await Promise.all([expect(packing).rejects.toThrow(/abort/i), store.stop()]);
  });

  test('refuses a second stack on its directory, with a sentence that says why', async () => {
    await expect(startStack({ dataDir: directory.path, spawnHost: false })).rejects.toThrow(
      /in use by another local stack/,
    );
    expect((await fetch(stack.azurite.landingUrl)).status).toBe(400);
  });

  test('starts a host whose environment holds its settings and no secret of ours, and starts it again', async () => {
    const lines: string[] = [];
    process.env.A_SECRET_OF_MY_SHELL = 'x';
    const withHost = temporaryDirectory();
    const other = await startStack({
      dataDir: withHost.path,
      hostScript: FAKE_HOST,
      settings: { ATTRIBUTE_SET: 'basic', SOURCE_HOSTS: 'localhost' },
      onHostLine: (line) => lines.push(line),
    });
    const described = async (): Promise<{ env: Record<string, string>; args: string[] }> =>
      JSON.parse(await (await fetch(other.host?.url ?? '')).text());
    const { env, args } = await described();
    expect(env).toMatchObject({
      GRAPH_BASE_URL: other.graph.baseUrl,
      ATTRIBUTE_SET: 'basic',
      SOURCE_HOSTS: 'localhost',
      NODE_EXTRA_CA_CERTS: join(withHost.path, 'tls', 'ca.crt'),
    });
    expect(Object.keys(env).filter((name) => /SECRET|ACCOUNTS|KEY/.test(name))).toEqual([]);
    expect(args).toEqual(['--port', '0', '--data', join(withHost.path, 'host')]);
    expect(lines[0]).toMatch(/^listening on /);

    const killed = other.host;
    killed?.kill('SIGKILL');
    expect(await killed?.exited).toBe('SIGKILL');
    const again = await other.startHost();
    expect((await described()).args).toEqual(args);
    await other.stop();
    expect([isAlive(again.pid), isAlive(other.azurite.pid)]).toEqual([false, false]);
    withHost.remove();
  });
});

test('a stack that was stopped goes on where it was: same addresses, same blobs, same operations', async () => {
  const directory = temporaryDirectory();
  const options: StackOptions = {
    dataDir: directory.path,
    spawnHost: false,
    scenario: { ...SMALL, polls: ['notStarted', 'running'] },
  };
  const first = await startStack(options);
  const location = await post(first);
  expect((await read(first, location)).status).toBe('notStarted');
  await until(() => readdirSync(join(directory.path, 'azurite', '__blobstorage__')).length > 0, 5_000);
  await first.stop();

  const second = await startStack(options);
  expect(second.azurite.landingUrl).toBe(first.azurite.landingUrl);
  expect(second.graph.baseUrl).toBe(first.graph.baseUrl);
  expect((await read(second, location)).status).toBe('running');
  expect((await read(second, location)).status).toBe('succeeded');
  await second.stop();
  const state = readFileSync(join(directory.path, 'operations.json'), 'utf8');
  expect(state).not.toMatch(/sig=|sv=/);
  expect(existsSync(join(directory.path, 'storage-keys.json'))).toBe(false);
  directory.remove();
});

test('when the process that started it is killed, nothing is left running', async () => {
  const directory = temporaryDirectory();
  const program = `
    import { startStack } from ${JSON.stringify(pathToFileURL(resolve('local/stack/stack.ts')).href)};
    const stack = await startStack({ dataDir: ${JSON.stringify(directory.path)}, hostScript: ${JSON.stringify(FAKE_HOST)} });
    console.log(JSON.stringify([stack.azurite.pid, stack.host.pid]));`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pids = await new Promise<number[]>((resolved, reject) => {
    parent.stdout.once('data', (data) => resolved(JSON.parse(String(data))));
    parent.once('exit', () => reject(new Error('The stack did not start.')));
  });
  expect(pids.map(isAlive)).toEqual([true, true]);
  parent.kill('SIGKILL');
  expect(await until(() => !pids.some(isAlive), 8_000)).toBe(true);
  directory.remove();
});

test('a host that does not start is reported with its last words, and everything else is stopped', async () => {
  const directory = temporaryDirectory();
  const start = startStack({ dataDir: directory.path, hostScript: join(directory.path, 'nothing.ts') });
  await expect(start).rejects.toThrow(
    /The Functions host could not be started: it ended with 1\.[\s\S]*Cannot find module/,
  );
  const { azurite }: { azurite: number } = JSON.parse(readFileSync(join(directory.path, 'ports.json'), 'utf8'));
  await expect(fetch(`https://127.0.0.1:${azurite}`)).rejects.toThrow('fetch failed');
  directory.remove();
});
