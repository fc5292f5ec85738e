import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ensureCertificates, trustAuthority } from '../../../local/stack/tls.ts';
import type { Clock } from '../../../shared/clock.ts';
import { temporaryDirectory } from '../../support/temporaryDirectory.ts';

let directory: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => directory.remove());

const inDays = (days: number): Clock => ({
  now: () => new Date(Date.now() + days * 86_400_000),
  sleep: async () => {},
});

test('a server with them is trusted by name and by address, once the authority is, and not before', async () => {
  const certificates = await ensureCertificates(directory.path);
  const server = createServer(certificates, (_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const get = async (host: string) =>
    (await fetch(`https://${host}:${port}/`, { headers: { connection: 'close' } })).text();
  try {
    await expect(get('127.0.0.1')).rejects.toThrow('fetch failed');
    trustAuthority(certificates.ca);
    expect(await get('127.0.0.1')).toBe('hello');
    expect(await get('localhost')).toBe('hello');
    const before = tls.getCACertificates('default').length;
    trustAuthority(certificates.ca);
    expect(tls.getCACertificates('default').length).toBe(before);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('they are kept, and the key is for its owner only', async () => {
  const first = await ensureCertificates(directory.path);
  expect(await ensureCertificates(directory.path)).toEqual(first);
  expect(statSync(first.keyFile).mode & 0o777).toBe(0o600);
  expect(readFileSync(first.caFile, 'utf8')).toBe(first.ca);
});

test('the authority cannot sign anything else: its key is nowhere', async () => {
  const { ca, key } = await ensureCertificates(directory.path);
  expect(new X509Certificate(ca).ca).toBe(true);
  expect(new X509Certificate(ca).checkPrivateKey(createPrivateKey(key))).toBe(false);
});

test.each([
  ['near their end', async () => {}, 80],
  ['long expired', async () => {}, 400],
  ['damaged', async (path: string) => writeFileSync(`${path}/server.crt`, 'nonsense'), 0],
  ['without their key', async (path: string) => writeFileSync(`${path}/server.key`, ''), 0],
])('they are made anew when %s', async (_when, harm, days) => {
  const first = await ensureCertificates(directory.path);
  await harm(directory.path);
  const second = await ensureCertificates(directory.path, inDays(days));
  expect(second.cert).not.toBe(first.cert);
  expect(new X509Certificate(second.cert).verify(new X509Certificate(second.ca).publicKey)).toBe(true);
});

test('those of another authority are not mixed', async () => {
  const other = temporaryDirectory();
  const first = await ensureCertificates(directory.path);
  writeFileSync(first.caFile, (await ensureCertificates(other.path)).ca);
  other.remove();
  expect((await ensureCertificates(directory.path)).cert).not.toBe(first.cert);
});
