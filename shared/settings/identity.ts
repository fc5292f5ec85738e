import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';
import { messageOf } from '../scrub.ts';
import type { SettingFault } from './settings.ts';

export type ReadIdentity = { ok: true; credential: TokenCredential } | { ok: false; faults: SettingFault[] };

/**
 * The identity that the variables of the process describe to `@azure/identity`. The library reads them when the
 * credential is made, and throws at what it does not know, such as `AZURE_TOKEN_CREDENTIALS=ManagedIdentity`: a faulty
 * setting like any other. Its words name variable and value, and what it takes.
 */
export function readIdentity(make: () => TokenCredential = () => new DefaultAzureCredential()): ReadIdentity {
  try {
    return { ok: true, credential: make() };
  } catch (error) {
    const message = messageOf(error, 500);
    const [name = 'AZURE_TOKEN_CREDENTIALS'] = /\bAZURE_[A-Z_]+\b/.exec(message) ?? [];
    return { ok: false, faults: [{ name, message }] };
  }
}
