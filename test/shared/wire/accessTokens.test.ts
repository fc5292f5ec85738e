import type { GetTokenOptions, TokenCredential } from '@azure/identity';
import { describe, expect, test } from '@jest/globals';
import { createAccessTokens } from '../../../shared/wire/accessTokens.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const AUDIENCE = 'https://graph.microsoft.com';

function tokensOf(getToken: TokenCredential['getToken']) {
  return createAccessTokens({ getToken }, AUDIENCE, createVirtualClock());
}

describe('a token', () => {
  test('is asked for the audience of the service, and a fresh one with a claim that a cached one does not meet', async () => {
    const asked: [string | string[], GetTokenOptions | undefined][] = [];
    const tokens = tokensOf(async (scopes, options) => {
      asked.push([scopes, options]);
      return { token: `t${asked.length}`, expiresOnTimestamp: 0 };
    });
    expect(await tokens.get()).toBe('t1');
    expect(await tokens.get({ fresh: true })).toBe('t2');
    expect(asked[0]).toEqual(['https://graph.microsoft.com/.default', {}]);
    expect(JSON.parse(asked[1]?.[1]?.claims ?? '')).toEqual({
      access_token: { nbf: { essential: true, value: String(Date.parse('2026-11-08T05:59:00Z') / 1000) } },
    });
  });

  test.each([
    ['answers none', async () => null],
    [
      'throws',
      async () => {
        throw new Error('invalid_client client_secret=SECRET');
      },
    ],
  ])('that is not to be had is TokenUnavailable: the credential %s', async (_, getToken) => {
    const error = await tokensOf(getToken)
      .get()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'TokenUnavailable' });
    expect(String(error)).toContain(AUDIENCE);
    expect(String(error)).not.toContain('SECRET');
  });
});
