import { expect, test } from '@jest/globals';
import { CodedError } from '../../../shared/errors.ts';
import { createServiceClient } from '../../../shared/wire/serviceClient.ts';
import { fakeHttp } from '../../support/fakeHttp.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

/** Sends one request while the identity gives no token for the first `failures` times. */
async function send(failures: number) {
  const clock = createVirtualClock();
  const startMs = clock.now().getTime();
  const http = fakeHttp(() => ({ status: 200, body: {} }));
  let asked = 0;
  const client = createServiceClient({
    name: 'Microsoft Graph',
    baseUrl: 'https://graph.example/v1.0',
    tokens: {
      async get() {
        if (asked++ < failures) throw new CodedError('TokenUnavailable', 'No token for graph: the endpoint is down');
        return 'token';
      },
    },
    httpClient: http,
    clock,
  });
  const sent = await client.send({ method: 'GET', path: 'x' });
  return { sent, asked, sentRequests: http.requests.length, tookMs: clock.now().getTime() - startMs };
}

test('an identity that gives no token for a moment is asked again', async () => {
  const { sent, asked, sentRequests } = await send(4);
  expect(sent).toMatchObject({ answer: { status: 200 } });
  expect({ asked, sentRequests }).toEqual({ asked: 5, sentRequests: 1 });
});

test('an identity that gives none for four minutes is TokenUnavailable, in its own words', async () => {
  const { sent, sentRequests, tookMs } = await send(Number.POSITIVE_INFINITY);
  expect(sent).toEqual({
    stop: 'failed',
    failure: {
      code: 'TokenUnavailable',
      message: 'No token for graph: the endpoint is down, again and again for 4 minutes',
    },
  });
  expect(sentRequests).toBe(0);
  expect(tookMs).toBeGreaterThan(180_000);
});
