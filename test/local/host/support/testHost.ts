import { afterAll } from '@jest/globals';
import { type AppSource, type Host, type HostSettings, startHost } from '../../../../local/host/host.ts';
import { temporaryDirectory } from '../../../support/temporaryDirectory.ts';

export interface InstanceStatus {
  runtimeStatus: string;
  output: unknown;
  instanceId: string;
  input: unknown;
  customStatus: unknown;
}

const hosts: Host[] = [];
const directories: ReturnType<typeof temporaryDirectory>[] = [];

/** An empty directory, gone when the tests of the file have run. */
export function newDataDir(): string {
  const directory = temporaryDirectory();
  directories.push(directory);
  return directory.path;
}

// A host that a failed test left behind would keep its worker from ending.
afterAll(async () => {
  for (const host of hosts) await host.kill();
  for (const directory of directories) directory.remove();
});

/** A quiet host on a free port with a directory of its own, unless said otherwise. */
export async function startTestHost(options: Partial<HostSettings> & AppSource): Promise<Host> {
  const host = await startHost({ dataDir: newDataDir(), port: 0, log: () => {}, ...options });
  hosts.push(host);
  return host;
}

export async function startInstance(host: Host, name: string, input: unknown = {}, id = ''): Promise<Response> {
  return fetch(`${host.url}/durabletask/orchestrators/${name}${id && `/${encodeURIComponent(id)}`}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
}

export async function getStatus(host: Host, id: string): Promise<InstanceStatus> {
  const response = await fetch(`${host.url}/durabletask/instances/${encodeURIComponent(id)}`);
  return JSON.parse(await response.text());
}

/** The status once the instance has ended. */
export async function ended(host: Host, id: string, timeoutMs = 10_000): Promise<InstanceStatus> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const status = await getStatus(host, id);
    if (['Completed', 'Failed', 'Terminated'].includes(status.runtimeStatus)) return status;
    if (Date.now() > deadlineMs) throw new Error(`The instance ${id} is still ${status.runtimeStatus}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Starts an instance and waits for its end. */
export async function run(host: Host, name: string, input: unknown = {}, id = ''): Promise<InstanceStatus> {
  const response = await startInstance(host, name, input, id);
  const body: { id?: string; Message?: string } = JSON.parse(await response.text());
  if (body.id === undefined) throw new Error(`${response.status} ${body.Message}`);
  return ended(host, body.id);
}
