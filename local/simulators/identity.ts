import { randomBytes } from 'node:crypto';
import { createFaultPlan, type Fault, type FaultPlan } from './faults.ts';
import { type RunningServer, type ServerOptions, startHttpsServer } from './httpsServer.ts';
import { AUDIENCES, type TokenIssuer } from './tokens.ts';

export interface IdentityOptions extends ServerOptions {
  tokens: TokenIssuer;
  /** 24 hours by default, as App Service gives them. */
  lifetimeSeconds?: number;
  /** What the identity was granted in Graph; an empty list is a consent that was forgotten. */
  graphRoles?: readonly string[];
  faults?: readonly Fault<'token'>[];
}

export interface IdentitySimulator extends RunningServer {
  /** `IDENTITY_ENDPOINT` and `IDENTITY_HEADER`, as App Service sets them. */
  endpoint: string;
  header: string;
  faults: FaultPlan<'token'>;
  /** May be changed at any time; holds for tokens minted from then on. */
  grant: { lifetimeSeconds: number; graphRoles: readonly string[] };
}

const DAY_SECONDS = 86_400;
export const BILLING_ROLE = 'PartnerBilling.Read.All';

/**
 * The managed-identity endpoint of App Service and Functions:
 * learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference.
 */
export async function startIdentitySimulator(options: IdentityOptions): Promise<IdentitySimulator> {
  const header = randomBytes(16).toString('hex');
  const faults = createFaultPlan(options.faults);
  const grant = {
    lifetimeSeconds: options.lifetimeSeconds ?? DAY_SECONDS,
    graphRoles: options.graphRoles ?? [BILLING_ROLE],
  };
  const refuse = (status: number, message: string) => ({ status, body: { statusCode: status, message } });

  const server = await startHttpsServer(options, async ({ method, url, headers }) => {
    if (method !== 'GET' || url.pathname !== '/msi/token') {
      return refuse(404, 'There is only GET /msi/token.');
    }
    const fault = await faults.next('token', ({ message }) => ({ statusCode: 500, message }));
    if (fault) {
      return fault;
    }
    if (headers['x-identity-header'] !== header) {
      return refuse(401, 'The header x-identity-header is missing or wrong.');
    }
    if (url.searchParams.get('api-version') !== '2019-08-01') {
      return refuse(400, 'The api-version must be 2019-08-01.');
    }
    const resource = url.searchParams.get('resource');
    if (!resource) {
      return refuse(400, 'The query parameter resource is missing.');
    }
    const { token, expiresAt } = options.tokens.mint({
      audience: resource,
      lifetimeSeconds: grant.lifetimeSeconds,
      ...(resource === AUDIENCES.graph ? { roles: grant.graphRoles } : {}),
    });
    return {
      status: 200,
      body: {
        access_token: token,
        expires_on: String(expiresAt.getTime() / 1000),
        resource,
        token_type: 'Bearer',
      },
    };
  });
  return { ...server, endpoint: `${server.origin}/msi/token`, header, faults, grant };
}
