import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { BlobServiceClient, type ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';

/** Azurite's published development account: no secret. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface Azurite {
  /** `http://127.0.0.1:<port>/devstoreaccount1`, without a trailing slash. */
  readonly url: string;
  readonly credential: StorageSharedKeyCredential;
  readonly service: BlobServiceClient;
  /** A container of its own for each test file or test. */
  createContainer(): Promise<ContainerClient>;
  stop(): Promise<void>;
}

/** Starts a blob service over plain http on a free port, its data in memory. */
export async function startAzurite(): Promise<Azurite> {
  const script = 'node_modules/azurite/dist/src/blob/main.js';
  const args = ['--inMemoryPersistence', '--disableTelemetry', '--skipApiVersionCheck', '--silent', '--blobPort', '0'];
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  // A test process that dies takes it along.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);

  const url = `${await listeningOn(child)}/${ACCOUNT}`;
  const credential = new StorageSharedKeyCredential(ACCOUNT, KEY);
  const service = new BlobServiceClient(url, credential, { retryOptions: { maxTries: 1 } });
  return {
    url,
    credential,
    service,
    async createContainer() {
      const container = service.getContainerClient(`t-${randomUUID()}`);
      await container.create();
      return container;
    },
    async stop() {
      process.removeListener('exit', kill);
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      kill();
      await exited;
    },
  };
}

async function listeningOn(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('Azurite has no stdout.');
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = /successfully listens on (http:\/\/\S+)/.exec(line)?.[1];
    if (origin) {
      child.stdout.resume();
      return origin;
    }
  }
  throw new Error(`Azurite ended before it served (exit code ${child.exitCode}).`);
}
