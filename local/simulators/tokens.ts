import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { type Clock, systemClock } from '../../shared/clock.ts';

export const AUDIENCES = {
  graph: 'https://graph.microsoft.com',
  partnerCenter: 'https://api.partnercenter.microsoft.com',
  storage: 'https://storage.azure.com',
  eventGrid: 'https://eventgrid.azure.net',
} as const;

export interface MintOptions {
  audience: string;
  lifetimeSeconds: number;
  /** Application permissions, as Graph reads them. */
  roles?: readonly string[];
}

export type TokenCheck = { ok: true; roles: readonly string[] } | { ok: false; why: string };

/** Entra ID's part: makes tokens, and tells a service whether one is meant for it. */
export interface TokenIssuer {
  tenantId: string;
  mint(options: MintOptions): { token: string; expiresAt: Date };
  /** Reads an `Authorization` header. */
  check(authorization: string | undefined, audience: string): TokenCheck;
}

const HEADER = encode({ typ: 'JWT', alg: 'HS256' });
/** The object and application id of the simulated managed identity. */
const IDENTITY_ID = '00000000-0000-4000-8000-00000000001d';

const claimsSchema = z.object({
  aud: z.string(),
  exp: z.number(),
  nbf: z.number(),
  roles: z.array(z.string()).optional(),
});

/**
 * Tokens in the form that Azurite's `--oauth basic` checks (audience, issuer, lifetime); the simulators check the
 * signature as well, which is made with a key that only this object has. Real ones are signed with RSA; no client
 * looks.
 */
export function createTokenIssuer(tenantId: string, clock: Clock = systemClock): TokenIssuer {
  const key = randomBytes(32);
  const sign = (content: string) => createHmac('sha256', key).update(content).digest();

  return {
    tenantId,
    mint: ({ audience, lifetimeSeconds, roles }) => {
      const nowSeconds = Math.floor(clock.now().getTime() / 1000);
      const exp = nowSeconds + lifetimeSeconds;
      const claims = {
        aud: audience,
        iss: `https://sts.windows.net/${tenantId}/`,
        iat: nowSeconds,
        // Entra ID allows for skewed clocks in the same way.
        nbf: nowSeconds - 300,
        exp,
        appid: IDENTITY_ID,
        oid: IDENTITY_ID,
        sub: IDENTITY_ID,
        tid: tenantId,
        ver: '1.0',
        ...(roles ? { roles } : {}),
      };
      const content = `${HEADER}.${encode(claims)}`;
      return { token: `${content}.${sign(content).toString('base64url')}`, expiresAt: new Date(exp * 1000) };
    },
    check: (authorization, audience) => {
      const [, token] = /^Bearer (\S+)$/.exec(authorization ?? '') ?? [];
      if (token === undefined) {
        return { ok: false, why: 'Access token is empty.' };
      }
      const [header, payload, signature] = token.split('.');
      const expected = sign(`${header}.${payload}`);
      const given = Buffer.from(signature ?? '', 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        return { ok: false, why: 'Access token validation failure. Invalid signature.' };
      }
      const claims = claimsSchema.parse(JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()));
      const nowSeconds = clock.now().getTime() / 1000;
      if (nowSeconds < claims.nbf || nowSeconds >= claims.exp) {
        return { ok: false, why: 'Lifetime validation failed, the token is expired.' };
      }
      if (claims.aud !== audience) {
        return { ok: false, why: 'Access token validation failure. Invalid audience.' };
      }
      return { ok: true, roles: claims.roles ?? [] };
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const OWN_LIFETIME_SECONDS = 3600;

/** A credential for the simulators' own calls to storage, in the place of a managed identity. */
export function credentialFrom(tokens: TokenIssuer): TokenCredential {
  return {
    getToken: async (scopes) => {
      const [scope = ''] = [scopes].flat();
      const { token, expiresAt } = tokens.mint({
        audience: scope.replace(/\/\.default$/, ''),
        lifetimeSeconds: OWN_LIFETIME_SECONDS,
      });
      return { token, expiresOnTimestamp: expiresAt.getTime() };
    },
  };
}
