import { expect, test } from '@jest/globals';
import { createAccessTokens } from '../../../shared/wire/accessTokens.ts';
import { createServiceClient } from '../../../shared/wire/serviceClient.ts';
import { fakeHttp } from '../../support/fakeHttp.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

test('a credential that cannot ask past its cache leaves the refusal of the service as the answer', async () => {
  const clock = createVirtualClock();
  const credential = {
    getToken: async (_: string | string[], options?: { claims?: string }) => {
      if (options?.claims) throw new Error('claims challenges are not supported');
      return { token: 'cached', expiresOnTimestamp: 0 };
    },
  };
  const httpClient = fakeHttp(() => ({ status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } }));
  const tokens = createAccessTokens(credential, 'https://graph.microsoft.com', clock);
  const client = createServiceClient({ name: 'Graph', baseUrl: 'https://graph.example', tokens, httpClient, clock });
  const sent = await client.send({ method: 'GET', path: 'x' });
  expect(sent).toMatchObject({ answer: { status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } } });
  expect(httpClient.requests).toHaveLength(1);
});
