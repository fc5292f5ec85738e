import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessToken, TokenCredential } from '@azure/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureCertificates } from '../../../local/stack/tls.ts';
import { systemClock } from '../../../shared/clock.ts';
import { createPartnerCredential } from '../../../shared/wire/partnerCredential.ts';
import { createFastClock } from '../../support/fastClock.ts';

const TENANT = '11111111-2222-3333-4444-555555555555';
const CLIENT = '66666666-7777-8888-9999-000000000000';
const GRAPH = 'https://graph.microsoft.com/.default';

/** A request to the simulated token endpoint. */
interface TokenRequest {
  path: string;
  form: URLSearchParams;
}

type Answer = { status: number; body: object } | 'silence';

let folder: string;
let server: Server;
let ca: string;
let authority: string;
let asked: TokenRequest[] = [];
let answer: Answer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'partner-credential-'));
  const certificates = await ensureCertificates(folder);
  ca = certificates.ca;
  server = createServer({ cert: certificates.cert, key: certificates.key }, (request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      const metadata = path.includes('/.well-known/openid-configuration');
      if (!metadata) asked.push({ path: path.replace(/\?.*$/, ''), form: new URLSearchParams(body) });
      const given = metadata ? { status: 200, body: openIdConfiguration() } : answer;
      if (given === 'silence') return;
      const { status, body: answered } = given;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  authority = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  asked = [];
  answer = {
    status: 200,
    body: { token_type: 'Bearer', expires_in: 3599, access_token: 'token-of-the-partner-tenant' },
  };
});

function openIdConfiguration() {
  return {
    issuer: `${authority}/${TENANT}/v2.0`,
    authorization_endpoint: `${authority}/${TENANT}/oauth2/v2.0/authorize`,
    token_endpoint: `${authority}/${TENANT}/oauth2/v2.0/token`,
    jwks_uri: `${authority}/${TENANT}/discovery/v2.0/keys`,
  };
}

class ManagedIdentity implements TokenCredential {
  readonly scopes: (string | string[])[] = [];
  readonly #token: AccessToken | null;

  constructor(token: string | null) {
    this.#token = token === null ? null : { token, expiresOnTimestamp: Date.now() + 3_600_000 };
  }

  async getToken(scopes: string | string[]): Promise<AccessToken | null> {
    this.scopes.push(scopes);
    return this.#token;
  }
}

function partnerCredential(managedIdentity: TokenCredential, clock = systemClock): TokenCredential {
  return createPartnerCredential({
    clock,
    tenantId: TENANT,
    clientId: CLIENT,
    managedIdentity,
    options: {
      authorityHost: authority,
      disableInstanceDiscovery: true,
      tlsOptions: { ca },
      retryOptions: { maxRetries: 0 },
    },
  });
}

describe('createPartnerCredential', () => {
  it('trades an assertion of the managed identity for a token of the partner tenant', async () => {
    const identity = new ManagedIdentity('assertion-of-the-identity');

    const token = await partnerCredential(identity).getToken(GRAPH);

    expect(token?.token).toBe('token-of-the-partner-tenant');
    expect(new Set(identity.scopes)).toEqual(new Set(['api://AzureADTokenExchange/.default']));
    expect(asked).toHaveLength(1);
    expect(asked[0]?.path).toBe(`/${TENANT}/oauth2/v2.0/token`);
    expect(Object.fromEntries(asked[0]?.form ?? [])).toMatchObject({
      client_id: CLIENT,
      scope: GRAPH,
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'assertion-of-the-identity',
    });
    expect(asked[0]?.form.has('client_secret')).toBe(false);
  });

  it('keeps the token of each audience and asks the identity anew only for a new one', async () => {
    const identity = new ManagedIdentity('assertion-of-the-identity');
    const credential = partnerCredential(identity);

    await credential.getToken(GRAPH);
    await credential.getToken(GRAPH);
    await credential.getToken('https://api.partnercenter.microsoft.com/.default');

    expect(asked.map(({ form }) => form.get('scope'))).toEqual([
      GRAPH,
      'https://api.partnercenter.microsoft.com/.default',
    ]);
  });

  it('passes a claims challenge on, past the cache', async () => {
    const credential = partnerCredential(new ManagedIdentity('assertion-of-the-identity'));

    await credential.getToken(GRAPH);
    await credential.getToken(GRAPH, { claims: '{"access_token":{"nbf":{"essential":true,"value":"1"}}}' });

    expect(asked).toHaveLength(2);
    expect(asked[1]?.form.get('claims')).toContain('nbf');
  });

  it('says which error the partner tenant answered, without the assertion', async () => {
    answer = {
      status: 400,
      body: {
        error: 'invalid_client',
        error_description: `AADSTS700236: Entra ID tokens issued by issuer may not be used for federated identity credential flows for applications or managed identities registered in this tenant.`,
      },
    };

    const refused = partnerCredential(new ManagedIdentity('assertion-of-the-identity')).getToken(GRAPH);

    await expect(refused).rejects.toThrow('AADSTS700236');
    await expect(refused).rejects.not.toThrow('assertion-of-the-identity');
  });

  it('gives up a partner tenant that does not answer, in words that count as a missing token', async () => {
    answer = 'silence';
    const silent = partnerCredential(new ManagedIdentity('assertion-of-the-identity'), createFastClock(100));

    await expect(silent.getToken(GRAPH)).rejects.toMatchObject({ name: 'CredentialUnavailableError' });
    expect(asked).toHaveLength(1);
  });

  it('asks nobody when the identity has no assertion', async () => {
    await expect(partnerCredential(new ManagedIdentity(null)).getToken(GRAPH)).rejects.toThrow('no assertion');
    expect(asked).toEqual([]);
  });
});
