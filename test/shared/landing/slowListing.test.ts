import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLanding, type Landing } from '../../../shared/landing/landing.ts';

const PAGES = 4;
const PAGE_TAKES_MS = 100;
const CALL_TIME_MS = 250;

let server: Server;
let landing: Landing;

/** A listing of four pages that takes longer as a whole than any one call may. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    const page = Number(searchParams.get('marker') ?? 0);
    const entry = searchParams.has('delimiter')
      ? `<BlobPrefix><Name>f/version=${page}/</Name></BlobPrefix>`
      : `<Blob><Name>f/${page}.json</Name><Properties/><Metadata><run>r${page}</run></Metadata></Blob>`;
    const next = page + 1 < PAGES ? String(page + 1) : '';
    const xml = `<?xml version="1.0"?><EnumerationResults><Blobs>${entry}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`;
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/xml' }).end(xml), PAGE_TAKES_MS);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const key = new StorageSharedKeyCredential('account', Buffer.from('key').toString('base64'));
  const service = new BlobServiceClient(`http://127.0.0.1:${port}/account`, key);
  landing = createLanding(service.getContainerClient('c'), '', CALL_TIME_MS);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('the limit of time is one of a page: a listing of a large folder takes as long as it takes', async () => {
  const found: unknown[] = [];
  for await (const blob of landing.blobs('f/')) found.push(blob);
  expect(found).toEqual([0, 1, 2, 3].map((page) => ({ path: `f/${page}.json`, metadata: { run: `r${page}` } })));
});

test('folders are listed the same way', async () => {
  expect(await landing.folders('f/')).toEqual([0, 1, 2, 3].map((page) => `f/version=${page}/`));
});
