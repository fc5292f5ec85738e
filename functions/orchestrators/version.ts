import type { OrchestrationContext } from 'durable-functions';

/** Versions of orchestrations that this code tells apart: each a `defaultVersion` that host.json has had, in order. */
type Version = `${number}.${number}`;

/**
 * True when this run began under this `defaultVersion` or a later one. A step that an orchestration did not have before is taken only then: the history of an
 * older run does not know it, and its replay would fail. Compared as numbers, as the extension does: 1.10 comes after 1.9.
 */
export function runsAt({ df }: Pick<OrchestrationContext, 'df'>, version: Version): boolean {
  const [major = 0, minor = 0] = numbersOf(df.version ?? '');
  const [leastMajor = 0, leastMinor = 0] = numbersOf(version);
  return major === leastMajor ? minor >= leastMinor : major > leastMajor;
}

const numbersOf = (version: string): number[] => version.split('.').map(Number);
