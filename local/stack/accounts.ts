import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../simulators/writeWhole.ts';

/** Stands for the account of Microsoft's that export files are offered from. */
export const SOURCE_ACCOUNT = 'adlsreconlocal';
/** Stands for the partner's own account. */
export const LANDING_ACCOUNT = 'partnerlanding';

/** Base64 keys of the two storage accounts; known to Azurite and, of the source account only, to the simulators. */
export type AccountKeys = z.infer<typeof keysSchema>;

const keysSchema = z.strictObject({ [SOURCE_ACCOUNT]: z.base64(), [LANDING_ACCOUNT]: z.base64() });

const KEY_BYTES = 64;

/** The keys of this data directory, made at random at its first use and kept for its owner's eyes only. */
export function ensureAccountKeys(path: string): AccountKeys {
  try {
    return keysSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    const newKey = () => randomBytes(KEY_BYTES).toString('base64');
    const keys: AccountKeys = { [SOURCE_ACCOUNT]: newKey(), [LANDING_ACCOUNT]: newKey() };
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeWhole(path, JSON.stringify(keys), 0o600);
    return keys;
  }
}
