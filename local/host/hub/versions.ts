import { EventType, type HistoryEvent } from './historyEvents.ts';

/** What host.json says of the versions of orchestrations; the names are the extension's. */
export interface VersionRule {
  /** Of new instances. */
  defaultVersion: string | null;
  /** `CurrentOrOlder`, also when none is given: a build leaves what a newer one has begun to that one. */
  versionMatchStrategy?: string | undefined;
}

/**
 * True when the messages of this orchestration have to wait for another build: the strategy `Reject`, the only one that
 * this host knows.
 */
export function waitsForAnotherBuild(history: readonly HistoryEvent[], rule: VersionRule): boolean {
  const { defaultVersion: own, versionMatchStrategy: strategy = 'CurrentOrOlder' } = rule;
  const version = versionOf(history);
  if (own === null || !version) return false;
  if (strategy === 'Strict') return compareVersions(version, own) !== 0;
  return strategy === 'CurrentOrOlder' && compareVersions(version, own) > 0;
}

function versionOf(history: readonly HistoryEvent[]): string | null {
  for (const event of history) if (event.EventType === EventType.ExecutionStarted) return event.Version;
  return null;
}

/** As numbers, part by part: 1.10 comes after 1.9. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let part = 0; part < Math.max(left.length, right.length); part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
