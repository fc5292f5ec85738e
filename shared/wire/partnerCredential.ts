import {
  ClientAssertionCredential,
  type ClientAssertionCredentialOptions,
  type TokenCredential,
} from '@azure/identity';
import type { Clock } from '../clock.ts';
import { timedCredential } from './timedCredential.ts';

/**
 * What the assertion is asked for: the one audience that a federated credential of Entra ID accepts.
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
const ASSERTION_SCOPE = 'api://AzureADTokenExchange/.default';

export interface PartnerIdentity {
  /** Tenant whose billing data is exported: its tokens are asked for. */
  tenantId: string;
  /** Client id of the multi-tenant app registration, in the identity's own tenant, that trusts the managed identity. */
  clientId: string;
  managedIdentity: TokenCredential;
  clock: Clock;
  /** For tests: another authority, its certificates. */
  options?: ClientAssertionCredentialOptions;
}

/**
 * Tokens of another tenant without a secret: the managed identity's own token stands as the assertion with which the
 * app registration, present in the partner tenant as an enterprise app, asks for tokens there. `getToken` throws what
 * the identity library throws; its messages hold no token. The exchange has an end to its patience as well: the
 * identity library has none with a tenant that does not answer.
 */
export function createPartnerCredential(identity: PartnerIdentity): TokenCredential {
  const { tenantId, clientId, managedIdentity, clock, options = {} } = identity;
  const assertion = async () => {
    const token = await managedIdentity.getToken(ASSERTION_SCOPE);
    if (!token) throw new Error('The managed identity answered no assertion for the partner tenant.');
    return token.token;
  };
  return timedCredential(new ClientAssertionCredential(tenantId, clientId, assertion, options), clock);
}
