import { describe, expect, test } from '@jest/globals';
import { timedCredential } from '../../../shared/wire/timedCredential.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const TOKEN = { token: 'TOKEN', expiresOnTimestamp: 0 };

describe('a credential', () => {
  test('that never answers is given up after a minute, in words that count as a missing token', async () => {
    const clock = createVirtualClock();
    let aborted = false;
    const credential = timedCredential(
      {
        getToken: (_, options) => {
          const { abortSignal } = options ?? {};
          if (abortSignal instanceof AbortSignal) abortSignal.addEventListener('abort', () => (aborted = true));
          return new Promise(() => {});
        },
      },
      clock,
    );
    await expect(credential.getToken('s')).rejects.toMatchObject({
      name: 'CredentialUnavailableError',
      message: 'the identity did not answer within 60 seconds',
    });
    expect(aborted).toBe(true);
    expect(clock.sleepsMs).toEqual([60_000]);
  });

  test('that answers is what it was: its scopes, options, answers and errors', async () => {
    const asked: unknown[] = [];
    const error = new Error('refused');
    const credential = timedCredential(
      {
        getToken: async (scopes, options) => {
          asked.push([scopes, options?.claims]);
          if (scopes === 'bad') throw error;
          return TOKEN;
        },
      },
      createVirtualClock(),
    );
    expect(await credential.getToken('good', { claims: 'c' })).toBe(TOKEN);
    await expect(credential.getToken('bad')).rejects.toBe(error);
    expect(asked).toEqual([
      ['good', 'c'],
      ['bad', undefined],
    ]);
  });
});
