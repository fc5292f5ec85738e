import { CodedError } from '../errors.ts';
import type { Landing } from './landing.ts';

/** Writers of one document are few, and each is done in some milliseconds. */
const ATTEMPTS = 10;

/**
 * Reads a JSON document (undefined when there is none, or it is no JSON), has it changed and writes it, if it is still
 * the one that was read; else once more with what stands there now. `change` answers undefined to leave it as it is.
 * `metadata` is written along. Answers whether it was written; `LandingUnavailable` when others go on writing it.
 */
export async function updateJson(
  landing: Pick<Landing, 'readJson' | 'writeJson'>,
  path: string,
  change: (stored: unknown) => object | undefined | Promise<object | undefined>,
  metadata?: Record<string, string>,
): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await landing.readJson(path);
    const document = await change(stored?.value);
    if (document === undefined) return false;
    const condition = stored ? { ifMatch: stored.etag } : { ifAbsent: true as const };
    if ((await landing.writeJson(path, document, condition, metadata)) !== undefined) return true;
  }
  throw new CodedError(
    'LandingUnavailable',
    `${path} changed ${ATTEMPTS} times while it was to be written; somebody else is writing it.`,
  );
}
