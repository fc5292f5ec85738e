import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { useServices } from '../../functions/services.ts';
import { type Host, startHost } from '../../local/host/host.ts';
import { VirtualClock } from '../../local/host/virtualClock.ts';
import { ERROR_CODES } from '../../shared/errors.ts';
import { noMetrics } from '../../shared/report/runMetrics.ts';
import { createServices } from '../../shared/services.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { fakeHttp } from '../support/fakeHttp.ts';
import { temporaryDirectory } from '../support/temporaryDirectory.ts';
import { isExportRequest, jsonOf } from './support/apiRules.ts';
import { exportBodies, ids } from './support/hostileBodies.ts';

const ANSWER_TIME_MS = 5_000;
const MIB = 1024 * 1024;

describe('hostile requests over the wire', () => {
  const directory = temporaryDirectory();
  let host: Host;
  let url = '';

  beforeAll(async () => {
    const clock = new VirtualClock(new Date('2026-11-08T06:00:00Z'));
    const read = readSettings({ LANDING_STORAGE__blobServiceUri: 'https://a.blob.core.windows.net' });
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    useServices(
      createServices(read.settings, {
        clock: { now: () => clock.now(), sleep: async () => {} },
        credential: { getToken: async () => ({ token: 'x', expiresOnTimestamp: 0 }) },
        httpClient: fakeHttp(() => ({ status: 400, body: {} })),
        metrics: noMetrics,
      }),
    );
    process.env.INVOICE_SCHEDULE = '0 0 0 1 1 *';
    process.env.UNBILLED_SCHEDULE = '0 0 0 1 1 *';
    host = await startHost({
      load: () => import('../../functions/index.ts'),
      dataDir: directory.path,
      port: 0,
      clock,
      log: () => {},
    });
    url = host.url;
  });
  afterAll(async () => {
    await host?.kill();
    useServices(undefined);
    directory.remove();
  });

  /** Writes bytes to a socket and answers the first status, the head and the whole text of what comes back. */
  function raw(...parts: (string | Buffer)[]): Promise<{ status: number; head: string; text: string }> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const socket = connect(Number(port), hostname);
      const done = () => {
        const text = Buffer.concat(chunks).toString('latin1');
        const [head = ''] = text.split('\r\n\r\n');
        resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), head, text });
      };
      socket.setTimeout(ANSWER_TIME_MS, () => {
        socket.destroy();
        reject(new Error('no answer in time'));
      });
      socket.on('data', (chunk) => chunks.push(chunk));
      // A server that refuses closes before all has been read.
      socket.on('error', done);
      socket.on('close', done);
      for (const part of parts) socket.write(part);
    });
  }

  const head = (line: string, ...headers: string[]) =>
    `${[line, 'Host: 127.0.0.1', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`;
  const GOOD = JSON.stringify({ kind: 'billedUsage', invoiceId: 'G000000001' });

  test.each<[string, (string | Buffer)[], number[]]>([
    ['HEAD', [head('HEAD /api/exports HTTP/1.1')], [404]],
    ['PUT', [head('PUT /api/exports HTTP/1.1', 'Content-Length: 2'), '{}'], [404]],
    ['OPTIONS', [head('OPTIONS /api/exports HTTP/1.1', 'Origin: https://evil.example')], [404]],
    ['TRACE', [head('TRACE /api/exports HTTP/1.1')], [404]],
    ['DELETE', [head('DELETE /api/exports/billed-usage-G000000001-full HTTP/1.1')], [404]],
    ['a method that nobody knows', [head('EXPORT /api/exports HTTP/1.1')], [400]],
    ['no HTTP', ['\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n'], [400]],
    ['a header of 64 KiB', [head('GET /api/exports HTTP/1.1', `X-Long: ${'x'.repeat(65_536)}`)], [431]],
    [
      'a thousand headers',
      [head('GET /api/exports HTTP/1.1', ...Array.from({ length: 1_000 }, (_, i) => `X-${i}: 1`))],
      [200, 431],
    ],
    ['a URL of 64 KiB', [head(`GET /api/exports?status=${'x'.repeat(65_536)} HTTP/1.1`)], [431]],
    [
      'a header with a lone line feed',
      ['GET /api/exports HTTP/1.1\r\nHost: x\r\nX-A: a\nX-B: b\r\nConnection: close\r\n\r\n'],
      [200, 400],
    ],
    ['a header with NUL', [head('GET /api/exports HTTP/1.1', 'X-A: a\u0000b')], [400]],
    ['a folded header', [head('GET /api/exports HTTP/1.1', 'X-A: a\r\n b')], [200, 400]],
    ['two lengths', [head('POST /api/exports HTTP/1.1', 'Content-Length: 2', 'Content-Length: 3'), '{}'], [400]],
    [
      'length and chunks',
      [head('POST /api/exports HTTP/1.1', 'Content-Length: 2', 'Transfer-Encoding: chunked'), '0\r\n\r\n'],
      [400],
    ],
    ['a negative length', [head('POST /api/exports HTTP/1.1', 'Content-Length: -1')], [400]],
    ['a length beyond all numbers', [head('POST /api/exports HTTP/1.1', `Content-Length: ${'9'.repeat(30)}`)], [400]],
    ['a terabyte announced', [head('POST /api/exports HTTP/1.1', 'Content-Length: 1099511627776')], [413]],
    [
      'chunks',
      [
        head('POST /api/exports HTTP/1.1', 'Transfer-Encoding: chunked'),
        `${GOOD.length.toString(16)}\r\n${GOOD}\r\n0\r\n\r\n`,
      ],
      [202],
    ],
    ['broken chunks', [head('POST /api/exports HTTP/1.1', 'Transfer-Encoding: chunked'), 'zz\r\n'], [400]],
    [
      '8 MiB of blanks',
      [head('POST /api/exports HTTP/1.1', `Content-Length: ${8 * MIB}`), Buffer.alloc(8 * MIB, ' ')],
      [400],
    ],
    ['a path that cannot be decoded', [head('GET /api/exports/%E0%A4%A HTTP/1.1')], [400]],
    ['a path with an encoded line break', [head('GET /api/exports/x%0d%0aSet-Cookie:%20a=b HTTP/1.1')], [404]],
    ['an encoded slash', [head('GET /api/exports/..%2F..%2Fadmin HTTP/1.1')], [404]],
    ['dot segments', [head('GET /api/exports/../../etc/passwd HTTP/1.1')], [404]],
    ['two slashes', [head('GET // HTTP/1.1')], [404]],
    ['the address of another host', [head('GET //evil.example/api/exports HTTP/1.1')], [404]],
    ['half an absolute address', [head('GET http://[ HTTP/1.1')], [400]],
    ['an asterisk', [head('OPTIONS * HTTP/1.1')], [400, 404]],
  ])('%s', async (_, parts, statuses) => {
    const answer = await raw(...parts);
    expect(statuses).toContain(answer.status);
    expect(answer.head).not.toMatch(/evil|set-cookie/i);
  });

  test('some hundred bodies, through sockets and fetch alike', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(exportBodies, async (body) => {
        fc.pre(!isExportRequest(jsonOf(body)));
        runs++;
        const [one, other] = await Promise.all([
          raw(head('POST /api/exports HTTP/1.1', `Content-Length: ${body.length}`), body),
          fetch(`${url}/api/exports`, { method: 'POST', body: new Uint8Array(body) }),
        ]);
        expect([one.status, other.status]).toEqual([400, 400]);
        expect(other.headers.get('content-type')).toBe('application/problem+json');
        const problem = (await other.json()) as { code: string };
        expect(Object.keys(ERROR_CODES)).toContain(problem.code);
        expect(one.text).toContain(problem.code);
      }),
      { numRuns: 300 },
    );
    expect(runs).toBeGreaterThan(200);
  }, 60_000);

  test('ids and queries with control characters come back in no header', async () => {
    await fc.assert(
      fc.asyncProperty(ids, fc.string({ unit: 'binary' }), async (id, query) => {
        const path = encodeURIComponent(id.toWellFormed());
        const value = encodeURIComponent(query.toWellFormed());
        for (const target of [
          `exports/${path}?x=${value}`,
          `backfills/${path}`,
          `exports?continuationToken=${value}`,
        ]) {
          const { status, headers } = await fetch(`${url}/api/${target}`);
          expect(status === 200 || (status >= 400 && status < 500)).toBe(true);
          expect([...headers.keys()]).not.toContain('set-cookie');
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('an export that is accepted is told where it is, whoever the client says that we are', async () => {
    const hostile = ['X-Forwarded-Host: evil.example', 'X-Original-URL: /admin', 'Content-Type: text/plain'];
    const answer = await raw(head('POST /api/exports HTTP/1.1', `Content-Length: ${GOOD.length}`, ...hostile), GOOD);
    expect(answer.status).toBe(202);
    expect(answer.head.toLowerCase()).toContain(`location: ${url}/api/exports/billed-usage-g000000001-full`);
    expect(answer.text).not.toContain('evil');
  });
});
