import { CredentialUnavailableError, type TokenCredential } from '@azure/identity';
import type { Clock } from '../clock.ts';
import { TimeLimitError, withTimeLimit } from './timeLimit.ts';

/** Far more than any identity needs; the command line of Azure takes some seconds. */
const TOKEN_TIME_MS = 60_000;

/**
 * The same credential with an end to its patience: the identity library waits for the endpoint of a managed identity
 * without any limit, and with it would wait every activity that needs a token.
 */
export function timedCredential(credential: TokenCredential, clock: Clock): TokenCredential {
  return {
    async getToken(scopes, options) {
      try {
        return await withTimeLimit(clock, TOKEN_TIME_MS, new AbortController().signal, (abortSignal) =>
          credential.getToken(scopes, { ...options, abortSignal }),
        );
      } catch (error) {
        if (!(error instanceof TimeLimitError)) throw error;
        throw new CredentialUnavailableError(`the identity did not answer within ${TOKEN_TIME_MS / 1000} seconds`);
      }
    },
  };
}
