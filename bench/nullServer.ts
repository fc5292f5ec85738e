import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/**
 * A storage account that discards, as a process of its own: serves ranges of the sample files, reads every PUT to its
 * end and forgets it. Options in the environment: `DATA` (directory), `LATENCY_MS` before every answer,
 * `UPLOAD_BYTES_PER_SECOND` for each connection, `TLS_KEY` and `TLS_CERT` (PEM) for https. Prints its origin once it
 * serves.
 */
const { DATA = '.', LATENCY_MS = '0', UPLOAD_BYTES_PER_SECOND = '0', TLS_KEY, TLS_CERT } = process.env;
const latencyMs = Number(LATENCY_MS);
const uploadBytesPerMs = Number(UPLOAD_BYTES_PER_SECOND) / 1000;
const files = new Map<string, Buffer>();

function file(name: string): Buffer {
  const bytes = files.get(name) ?? readFileSync(join(DATA, name));
  files.set(name, bytes);
  return bytes;
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const answer = () => {
    if (request.method === 'PUT')
      response.writeHead(201, { etag: '"0x1"', 'last-modified': new Date().toUTCString() }).end();
    else get(request, response);
  };
  const later = (ms: number) => (ms > 0 ? setTimeout(answer, ms) : answer());
  if (request.method !== 'PUT') {
    later(latencyMs);
    return;
  }
  const startMs = performance.now();
  let received = 0;
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
    const aheadMs = uploadBytesPerMs > 0 ? received / uploadBytesPerMs - (performance.now() - startMs) : 0;
    if (aheadMs < 1) return;
    request.pause();
    setTimeout(() => request.resume(), aheadMs);
  });
  request.on('end', () => later(latencyMs));
}

function get(request: IncomingMessage, response: ServerResponse): void {
  const name = new URL(request.url ?? '/', 'http://x').pathname.split('/').at(-1) ?? '';
  const bytes = file(name);
  const common = {
    etag: '"0x1"',
    'last-modified': 'Sun, 08 Nov 2026 05:30:00 GMT',
    'accept-ranges': 'bytes',
    'x-ms-blob-type': 'BlockBlob',
  };
  const header = request.headers.range ?? request.headers['x-ms-range'];
  const range = /^bytes=(\d+)-(\d*)$/.exec(typeof header === 'string' ? header : '');
  if (!range) {
    response.writeHead(200, { ...common, 'content-length': bytes.length });
    response.end(request.method === 'HEAD' ? undefined : bytes);
    return;
  }
  const first = Number(range[1]);
  const last = Math.min(range[2] ? Number(range[2]) : bytes.length - 1, bytes.length - 1);
  response.writeHead(206, {
    ...common,
    'content-length': last - first + 1,
    'content-range': `bytes ${first}-${last}/${bytes.length}`,
  });
  response.end(bytes.subarray(first, last + 1));
}

const server = TLS_KEY && TLS_CERT ? createTlsServer({ key: TLS_KEY, cert: TLS_CERT }, handle) : createServer(handle);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`${TLS_KEY ? 'https' : 'http'}://127.0.0.1:${port}`);
});
// Ends with whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();
