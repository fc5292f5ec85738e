import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLanding, type Landing } from '../../../shared/landing/landing.ts';

let server: Server;
let landing: Landing;

/**
 * Takes every request and never answers, as behind a connection that died without a word; for `half.json` it stops in
 * the middle.
 */
beforeAll(async () => {
  server = createServer((request, response) => {
    if (!request.url?.includes('half.json')) return;
    response.writeHead(200, { 'content-length': '100', etag: '"e"' });
    response.write('{"a":');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const key = new StorageSharedKeyCredential('account', Buffer.from('key').toString('base64'));
  const service = new BlobServiceClient(`http://127.0.0.1:${port}/account`, key);
  landing = createLanding(service.getContainerClient('c'), '', 200);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const listed = async (blobs: AsyncIterable<unknown>) => {
  for await (const _ of blobs) return;
};

test.each<[string, () => Promise<unknown>]>([
  ['a read', () => landing.readJson('a.json')],
  ['a read that stops half-way', () => landing.readJson('half.json')],
  ['a write', () => landing.writeJson('a.json', {}, { ifAbsent: true })],
  ['metadata', () => landing.setMetadata('a.json', {}, '"e"')],
  ['folders', () => landing.folders('f/')],
  ['a listing', () => listed(landing.blobs('f/'))],
  ['the container', () => landing.ensureContainer()],
])('%s that is never answered ends as LandingUnavailable', async (_, call) => {
  await expect(call()).rejects.toMatchObject({
    code: 'LandingUnavailable',
    message: expect.stringContaining('no answer in time'),
  });
});
