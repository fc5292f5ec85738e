import type { TokenCredential } from '@azure/identity';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import { messageOf } from '../scrub.ts';

/** Bearer tokens for one service. */
export interface AccessTokens {
  /**
   * `fresh` asks past the credential's cache, after the service refused the token at hand. Throws `TokenUnavailable`.
   */
  get(options?: { fresh?: boolean }): Promise<string>;
}

/** Tokens are always asked for the public audience of a service, whatever its base URL. */
export const AUDIENCES = {
  graph: 'https://graph.microsoft.com',
  partnerCenter: 'https://api.partnercenter.microsoft.com',
  eventGrid: 'https://eventgrid.azure.net',
} as const;

export function createAccessTokens(credential: TokenCredential, audience: string, clock: Clock): AccessTokens {
  return {
    async get({ fresh = false } = {}) {
      try {
        const token = await credential.getToken(
          `${audience}/.default`,
          fresh ? { claims: notBefore(clock.now()) } : {},
        );
        if (token) return token.token;
      } catch (error) {
        throw new CodedError('TokenUnavailable', `No token for ${audience}: ${messageOf(error, 300)}`);
      }
      throw new CodedError('TokenUnavailable', `No token for ${audience}: the credential answered none.`);
    },
  };
}

/**
 * A claims challenge that only a token issued from now on satisfies: the documented way past the token cache of the
 * identity library (a managed identity may still answer its cached token; it renews in good time by itself).
 */
function notBefore(now: Date): string {
  const seconds = String(Math.floor(now.getTime() / 1000) - 60);
  return JSON.stringify({ access_token: { nbf: { essential: true, value: seconds } } });
}
