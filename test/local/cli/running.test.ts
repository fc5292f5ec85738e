import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { announceServer, findServer, retractServer } from '../../../local/cli/running.ts';
import { temporaryDirectory } from '../../support/temporaryDirectory.ts';

const directory = temporaryDirectory();
let answering: Server | undefined;

/** Stands for the host: all that matters is whether it answers. */
async function listen(): Promise<string> {
  const server = createServer((_request, response) => response.end('{}'));
  answering = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(): Promise<void> {
  const server = answering;
  answering = undefined;
  server?.closeAllConnections();
  if (server) await new Promise((resolve) => server.close(resolve));
}

afterEach(close);
afterAll(directory.remove);

describe('a server of npm start', () => {
  const announced = (hostUrl: string, pid = process.pid) => {
    const server = { pid, hostUrl, landingUrl: 'https://127.0.0.1:1/account', tenantId: 'tenant', ca: 'pem' };
    announceServer(directory.path, server);
    return server;
  };

  test('is found while it answers, and no more when it has been retracted', async () => {
    const server = announced(await listen());
    expect(await findServer(directory.path)).toEqual(server);
    retractServer(directory.path);
    expect(await findServer(directory.path)).toBeUndefined();
  });

  test('that crashed is not found, although its process id is that of another program now', async () => {
    const url = await listen();
    await close();
    announced(url);
    expect(await findServer(directory.path)).toBeUndefined();
  });

  test('whose process is gone is not found, although something answers on its port', async () => {
    announced(await listen(), 2 ** 22 + 1);
    expect(await findServer(directory.path)).toBeUndefined();
  });
});
