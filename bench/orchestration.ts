import type { Result } from './report.ts';

/**
 * 10,000 tiny blobs through the local host, orchestration included. The runner needs the whole embedded stack and is not here yet: give a
 * {@link Result} once it is.
 */
export function orchestration(): Promise<Result | undefined> {
  return Promise.resolve(undefined);
}
