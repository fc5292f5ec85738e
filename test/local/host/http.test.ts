import { app, type HttpHandler } from '@azure/functions';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Host } from '../../../local/host/host.ts';
import { startTestHost } from './support/testHost.ts';

const echo: HttpHandler = async (request, context) => ({
  jsonBody: {
    name: context.functionName,
    method: request.method,
    path: new URL(request.url).pathname,
    params: request.params,
    query: Object.fromEntries(request.query),
    header: request.headers.get('x-test'),
    body: await request.text(),
  },
});

async function load(): Promise<void> {
  app.http('echo', { route: 'exports/{id}', methods: ['GET', 'POST', 'PUT'], handler: echo });
  app.http('latest', { route: 'exports/latest', methods: ['GET'], handler: echo });
  app.http('files', { route: 'files/{*path}', methods: ['GET'], handler: echo });
  app.http('page', { route: 'pages/{number?}', methods: ['GET'], handler: echo });
  app.http('unnamed', { handler: echo });
  app.http('bytes', {
    methods: ['GET'],
    handler: async () => ({
      status: 418,
      headers: { 'x-a': 'b' },
      cookies: [{ name: 'c', value: 'd', httpOnly: true }],
      body: new Uint8Array([0, 255]),
    }),
  });
  app.http('nothing', { methods: ['DELETE'], handler: () => JSON.parse('null') });
  app.http('throws', {
    handler: async () => {
      throw new Error('secret reason');
    },
  });
}

describe('HTTP functions', () => {
  const logged: string[] = [];
  let host: Host;
  beforeAll(async () => {
    host = await startTestHost({ load, log: ({ message }) => logged.push(message) });
  });
  afterAll(() => host.stop());

  const call = (path: string, init?: RequestInit) => fetch(`${host.url}${path}`, init);

  test.each<[string, string, string, Record<string, unknown>]>([
    ['a parameter', 'GET', '/api/exports/G1%2F2', { name: 'echo', params: { id: 'G1/2' } }],
    ['a literal before a parameter', 'GET', '/api/exports/latest', { name: 'latest', params: {} }],
    [
      'a method that the literal route lacks',
      'POST',
      '/api/exports/latest',
      { name: 'echo', params: { id: 'latest' } },
    ],
    ['the rest of a path', 'GET', '/api/files/a/b.csv', { name: 'files', params: { path: 'a/b.csv' } }],
    ['an optional parameter', 'GET', '/api/pages/3', { name: 'page', params: { number: '3' } }],
    ['an optional parameter left out', 'GET', '/api/pages', { name: 'page', params: {} }],
    ['the name as route', 'GET', '/api/unnamed', { name: 'unnamed' }],
    ['another case', 'GET', '/API/Exports/x', { name: 'echo', params: { id: 'x' } }],
    ['a repeated query key', 'GET', '/api/unnamed?a=1&a=2&b=', { query: { a: '1,2', b: '' } }],
  ])('route by %s', async (_what, method, path, expected) => {
    const response = await call(path, { method });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject(expected);
  });

  test.each([
    ['an unknown route', 'GET', '/api/nowhere'],
    ['a wrong method', 'DELETE', '/api/unnamed'],
    ['too many segments', 'GET', '/api/exports/a/b'],
    ['no prefix', 'GET', '/unnamed'],
    ['the root', 'GET', '/'],
  ])('answer 404 to %s', async (_what, method, path) => {
    const response = await call(path, { method });
    expect([response.status, await response.text()]).toEqual([404, '']);
  });

  test('pass headers and body', async () => {
    const response = await call('/api/exports/1', { method: 'PUT', body: '{"a":1}', headers: { 'x-test': 'y' } });
    expect(await response.json()).toMatchObject({ method: 'PUT', body: '{"a":1}', header: 'y' });
  });

  test('get no body that is sent in chunks, as on Azure', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"a":1}'));
        controller.close();
      },
    });
    const response = await call('/api/exports/1', { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(await response.json()).toMatchObject({ body: '' });
  });

  test('answer with status, headers, cookies and bytes', async () => {
    const response = await call('/api/bytes');
    expect(response.status).toBe(418);
    expect(response.headers.get('x-a')).toBe('b');
    expect(response.headers.get('content-length')).toBe('2');
    expect(response.headers.getSetCookie()).toEqual(['c=d; HttpOnly']);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255]);
  });

  test('that return nothing answer 204', async () => {
    expect((await call('/api/nothing', { method: 'DELETE' })).status).toBe(204);
  });

  test('that throw answer 500 without the reason, which is logged', async () => {
    const response = await call('/api/throws');
    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(logged.join('\n')).toContain('secret reason');
  });
});
