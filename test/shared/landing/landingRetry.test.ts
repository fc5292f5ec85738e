import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connectLanding } from '../../../shared/landing/connect.ts';
import { createLanding, type Landing } from '../../../shared/landing/landing.ts';
import { rejectedCode } from '../../support/codes.ts';
import { createFastClock, type FastClock } from '../../support/fastClock.ts';

const SPEED = 5_000;
const TRY_TIME_MS = 150;
const XML = { 'content-type': 'application/xml' };
const identity = { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 3_600_000 }) };

describe('a request to the landing account', () => {
  let server: Server;
  let landing: Landing;
  let clock: FastClock;
  let requests: string[] = [];
  let answers: ((response: ServerResponse, request: IncomingMessage) => void)[] = [];

  const says =
    (status: number, headers: Record<string, string> = {}, body = '') =>
    (response: ServerResponse) =>
      response.writeHead(status, headers).end(body);
  const hangsUp = (response: ServerResponse) => void response.destroy();
  const LISTING =
    '<?xml version="1.0"?><EnumerationResults><Blobs><BlobPrefix><Name>f/v/</Name></BlobPrefix></Blobs><NextMarker/></EnumerationResults>';

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      request.resume().on('end', () => (answers.shift() ?? says(500))(response, request));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    requests = [];
    clock = createFastClock(SPEED);
    const { port } = server.address() as AddressInfo;
    const connectionString = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${btoa('key')};BlobEndpoint=http://127.0.0.1:${port}/a`;
    landing = createLanding(
      connectLanding(
        { account: { by: 'connectionString', connectionString }, container: 'c', prefix: '' },
        identity,
        clock,
        { tryTimeMs: TRY_TIME_MS },
      ),
      '',
    );
  });

  test.each([408, 429, 500, 502, 503, 504])('is tried again after %i', async (status) => {
    answers = [says(status), says(status), says(200, { 'content-type': 'application/xml' }, LISTING)];
    expect(await landing.folders('f/')).toEqual(['f/v/']);
    expect(requests).toHaveLength(3);
  });

  test('is tried again after a connection that broke, with its body and its condition', async () => {
    const bodies: unknown[] = [];
    answers = [
      hangsUp,
      (response, { headers }) => {
        bodies.push([headers['content-length'], headers['if-none-match'], headers['x-ms-meta-event']]);
        response.writeHead(201, { etag: '"new"' }).end();
      },
    ];
    expect(await landing.writeJson('f/a.json', { a: 1 }, { ifAbsent: true }, { event: 'pending' })).toBe('"new"');
    expect(bodies).toEqual([['12', '*', 'pending']]);
  });

  test('is tried again after an answer that is no listing', async () => {
    answers = [says(200, XML, '<html><body>Away</p>'), says(200, XML, LISTING)];
    expect(await landing.folders('f/')).toEqual(['f/v/']);
  });

  test('is tried again after a connection that went silent', async () => {
    answers = [() => {}, says(200, { 'content-type': 'application/xml' }, LISTING)];
    expect(await landing.folders('f/')).toEqual(['f/v/']);
    expect(requests).toHaveLength(2);
  });

  test('is tried again after a body that stopped in the middle', async () => {
    const stops = (response: ServerResponse) =>
      void response.writeHead(200, { 'content-length': '7', etag: '"e"' }).write('{"a":');
    answers = [stops, stops, says(200, { 'content-length': '7', etag: '"e"' }, '{"a":1}')];
    expect(await landing.readJson('f/a.json')).toMatchObject({ value: { a: 1 }, etag: '"e"' });
    expect(requests).toHaveLength(3);
  });

  test('waits as long as the account asks, never less', async () => {
    answers = [says(503, { 'retry-after': '45' }), says(404)];
    expect(await landing.readJson('f/a.json')).toBeUndefined();
    expect(clock.sleepsMs[0]).toBe(45_000);
  });

  test.each([
    ['a document', () => landing.readJson('f/a.json')],
    ['a listing', () => landing.folders('f/')],
    ['a document to be written', () => landing.writeJson('f/a.json', {}, { ifAbsent: true })],
  ])('leaves it to a durable timer when the account asks for more than a minute: %s', async (_, call) => {
    answers = [says(503, { 'retry-after': '65' })];
    await expect(call()).rejects.toMatchObject({ code: 'ThrottledTooLong', retryAfterMs: 65_000 });
    expect(clock.sleepsMs).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  test('is tried again while a container of that name is being deleted', async () => {
    const deleting = says(409, { 'x-ms-error-code': 'ContainerBeingDeleted' });
    answers = [deleting, deleting, says(201)];
    await landing.ensureContainer();
    expect(requests).toHaveLength(3);
  });

  test.each([400, 403, 404, 409, 412])('is not tried again after %i', async (status) => {
    answers = [says(status)];
    await landing.writeJson('f/a.json', {}, { ifAbsent: true }).catch(() => undefined);
    expect(requests).toHaveLength(1);
  });

  test('is given up after about four minutes', async () => {
    answers = [];
    const startMs = clock.now().getTime();
    expect(await rejectedCode(landing.readJson('f/a.json'))).toBe('LandingUnavailable');
    expect(clock.now().getTime() - startMs).toBeGreaterThan(180_000);
    expect(clock.sleepsMs.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(240_000);
  });
});
