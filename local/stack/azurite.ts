import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { azuriteAccounts, LANDING_ACCOUNT, SOURCE_ACCOUNT } from './accounts.ts';
import { type ChildOptions, type RunningChild, startChild } from './childProcess.ts';
import { systemEnvironment } from './systemEnvironment.ts';
import type { Certificates } from './tls.ts';

export interface AzuriteOptions {
  /** Where its blobs are kept. */
  dataDir: string;
  certificates: Pick<Certificates, 'certFile' | 'keyFile'>;
  /** The port wished for; another one is taken when it is in use. 0 or none: any. */
  port?: number | undefined;
}

export interface Azurite {
  port: number;
  /** Blob endpoints of the two accounts. */
  sourceUrl: string;
  landingUrl: string;
  pid: number;
  exited: RunningChild['exited'];
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;

/**
 * Runs Microsoft's storage emulator in a process of its own, over https and with `--oauth basic`, so that its callers
 * come with a token as they would to the real service. It writes its index to disk every few seconds and when it is
 * stopped: a `kill -9` of Azurite itself, unlike one of its parent, can lose the last seconds.
 */
export async function startAzurite(options: AzuriteOptions): Promise<Azurite> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const child = await startOnPort(options, options.port ?? 0).catch((error) => {
    if (options.port && String(error).includes('EADDRINUSE')) {
      return startOnPort(options, 0);
    }
    throw error;
  });
  return {
    port: Number(new URL(child.url).port),
    sourceUrl: `${child.url}/${SOURCE_ACCOUNT}`,
    landingUrl: `${child.url}/${LANDING_ACCOUNT}`,
    pid: child.pid,
    exited: child.exited,
    stop: () => child.stop(),
  };
}

function startOnPort(options: AzuriteOptions, port: number): Promise<RunningChild> {
  const program = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
  const childOptions: ChildOptions = {
    name: 'Azurite (the storage emulator)',
    preload: ['./holdLock.ts'],
    args: [
      program,
      ...['--location', options.dataDir, '--blobHost', '127.0.0.1', '--blobPort', String(port)],
      ...['--cert', options.certificates.certFile, '--key', options.certificates.keyFile, '--oauth', 'basic'],
      '--disableTelemetry',
      '--skipApiVersionCheck',
      '--silent',
    ],
    env: {
      ...systemEnvironment(),
      LOCK_FILE: join(options.dataDir, 'lock.db'),
      AZURITE_ACCOUNTS: azuriteAccounts(),
    },
    ready: /successfully listens on (https:\/\/\S+)/,
    readyWithinMs: READY_WITHIN_MS,
  };
  return startChild(childOptions);
}
