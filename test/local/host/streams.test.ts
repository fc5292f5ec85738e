import { app } from '@azure/functions';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Host } from '../../../local/host/host.ts';
import { startTestHost } from './support/testHost.ts';

async function load(): Promise<void> {
  app.setup({ enableHttpStream: true });
  app.http('echo', {
    route: 'echo/{id}',
    methods: ['GET', 'POST'],
    handler: async (request) => ({
      status: 201,
      headers: { 'x-test': 'y' },
      cookies: [{ name: 'c', value: 'd', httpOnly: true }],
      jsonBody: {
        url: request.url,
        id: request.params.id,
        query: [...request.query],
        header: request.headers.get('x-test'),
        body: await request.text(),
      },
    }),
  });
  app.http('throws', {
    handler: async () => {
      throw new Error('secret reason');
    },
  });
}

/** A body whose length nobody announces. */
const inChunks = (...parts: string[]): RequestInit =>
  ({
    method: 'POST',
    duplex: 'half',
    body: new ReadableStream({
      start(controller) {
        for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    }),
  }) as RequestInit;

describe('HTTP functions of an app with streams', () => {
  const logged: string[] = [];
  let host: Host;
  beforeAll(async () => {
    host = await startTestHost({ load, log: ({ message }) => logged.push(message) });
  });
  afterAll(() => host.stop());

  test('get a body that is sent in chunks', async () => {
    const response = await fetch(`${host.url}/api/echo/1`, inChunks('{"a"', ':1}'));
    expect(await response.json()).toMatchObject({ body: '{"a":1}' });
  });

  test('get method, address, parameters, headers and query, and answer with all of theirs', async () => {
    const headers = { 'x-test': 'y', 'x-forwarded-host': 'evil.example', 'x-ms-invocation-id': 'mine' };
    const response = await fetch(`${host.url}/api/echo/a%20b?x=1&x=2`, { method: 'POST', body: 'text', headers });
    expect(await response.json()).toEqual({
      url: `${host.url}/api/echo/a%20b?x=1&x=2`,
      id: 'a b',
      query: [
        ['x', '1'],
        ['x', '2'],
      ],
      header: 'y',
      body: 'text',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-test')).toBe('y');
    expect(response.headers.getSetCookie()).toEqual(['c=d; HttpOnly']);
  });

  test('that throw answer nobody, as on Azure; the reason is logged', async () => {
    await expect(fetch(`${host.url}/api/throws`)).rejects.toThrow();
    expect(logged.join('\n')).toContain('secret reason');
  });
});
