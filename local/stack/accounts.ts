import { randomBytes } from 'node:crypto';

/** Stands for the account of Microsoft's that export files are offered from. */
export const SOURCE_ACCOUNT = 'adlsreconlocal';
/** Stands for the partner's own account. */
export const LANDING_ACCOUNT = 'partnerlanding';

const KEY_BYTES = 64;

/**
 * Azurite's variable `AZURITE_ACCOUNTS`. An account must have a key, but nobody uses these: every caller comes with a
 * token, every SAS is signed with a user-delegation key. So they are made at random at each start and known to
 * Azurite's process only.
 */
export function azuriteAccounts(): string {
  return [SOURCE_ACCOUNT, LANDING_ACCOUNT]
    .map((account) => `${account}:${randomBytes(KEY_BYTES).toString('base64')}`)
    .join(';');
}
