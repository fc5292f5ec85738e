import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { statusQuery } from '../../../shared/durable/statusQuery.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** An extension that answers so; the requests it got. */
async function extension(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: { path: string; token: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', token: request.headers['x-ms-continuation-token']?.toString() });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const PARAMETERS = 'instanceIdPrefix=backfill-&showInput=false&top=100';

describe('a query of instances by their prefix', () => {
  test('reads all pages, at the door that the extension has for its own machine', async () => {
    const { origin, asked } = await extension((request, response) => {
      const isFirst = !request.headers['x-ms-continuation-token'];
      response.writeHead(200, isFirst ? { 'x-ms-continuation-token': 'next' } : {});
      response.end(JSON.stringify([{ instanceId: isFirst ? 'a' : 'b' }]));
    });
    const query = statusQuery({ rpcBaseUrl: `${origin}/durabletask/`, managementUrls: {} });
    expect((await query({ instanceIdPrefix: 'backfill-' })).map(({ instanceId }) => instanceId)).toEqual(['a', 'b']);
    expect(asked).toEqual([
      { path: `/durabletask/instances/?${PARAMETERS}`, token: undefined },
      { path: `/durabletask/instances/?${PARAMETERS}`, token: 'next' },
    ]);
  });

  test('goes by the public address where there is no such door, with its key', async () => {
    const { origin, asked } = await extension((_, response) => response.end('[]'));
    const statusQueryGetUri = `${origin}/runtime/webhooks/durabletask/instances/ID?code=key`;
    await statusQuery({ managementUrls: { id: 'ID', statusQueryGetUri } })({ instanceIdPrefix: 'backfill-' });
    expect(asked[0]?.path).toBe(`/runtime/webhooks/durabletask/instances/?code=key&${PARAMETERS}`);
  });

  test('that fails says so without the key', async () => {
    const { origin } = await extension((_, response) => response.writeHead(500).end());
    const statusQueryGetUri = `${origin}/instances/ID?code=secretKey`;
    const failing = statusQuery({ managementUrls: { id: 'ID', statusQueryGetUri } })({});
    await expect(failing).rejects.toThrow(
      'The durable extension did not list instances: it failed with an unexpected status code: 500',
    );
    await expect(statusQuery({ managementUrls: { id: 'ID', statusQueryGetUri: 'no URL' } })({})).rejects.toThrow();
    await expect(statusQuery('nothing')({})).rejects.toThrow('does not say where the extension is');
  });
});
