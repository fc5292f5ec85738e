import { BoundedMap } from '../boundedMap.ts';
import type { Clock } from '../clock.ts';
import type { CreatedBetween, Instance, Instances } from './instances.ts';

/** Instances, without inputs. The backend reads everything for a query and knows no order, so one query serves all who ask within seconds. */
export interface InstanceScan {
  all(instances: Instances, created?: CreatedBetween): Promise<Instance[]>;
  active(instances: Instances): Promise<Instance[]>;
  /** Something was started that the next caller must see. */
  forget(): void;
}

const LIFETIME_MS = 5_000;
const SCANS_KEPT = 8;

export function createInstanceScan(clock: Clock): InstanceScan {
  const held = new BoundedMap<string, { atMs: number; found: Promise<Instance[]> }>(SCANS_KEPT);

  function read(key: string, query: () => Promise<Instance[]>): Promise<Instance[]> {
    const nowMs = clock.now().getTime();
    const known = held.get(key);
    if (known && nowMs - known.atMs < LIFETIME_MS) return known.found;
    const scan = { atMs: nowMs, found: query() };
    held.set(key, scan);
    scan.found.catch(() => {
      if (held.get(key) === scan) held.delete(key);
    });
    return scan.found;
  }

  return {
    all: (instances, created = {}) =>
      read(`${created.from?.getTime()} ${created.to?.getTime()}`, () => instances.list(created)),
    active: (instances) => read('active', () => instances.active()),
    forget: () => held.clear(),
  };
}
