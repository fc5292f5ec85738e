import type { Clock } from '../clock.ts';
import type { Instance, Instances } from './instances.ts';

/** Instances, without inputs. The backend reads everything for a query and knows no order, so one query serves all who ask within seconds. */
export interface InstanceScan {
  all(instances: Instances): Promise<Instance[]>;
  active(instances: Instances): Promise<Instance[]>;
  /** Something was started that the next caller must see. */
  forget(): void;
}

const LIFETIME_MS = 5_000;

export function createInstanceScan(clock: Clock): InstanceScan {
  const held = new Map<'list' | 'active', { atMs: number; found: Promise<Instance[]> }>();

  function read(which: 'list' | 'active', instances: Instances): Promise<Instance[]> {
    const nowMs = clock.now().getTime();
    const known = held.get(which);
    if (known && nowMs - known.atMs < LIFETIME_MS) return known.found;
    const scan = { atMs: nowMs, found: instances[which]() };
    held.set(which, scan);
    scan.found.catch(() => {
      if (held.get(which) === scan) held.delete(which);
    });
    return scan.found;
  }

  return {
    all: (instances) => read('list', instances),
    active: (instances) => read('active', instances),
    forget: () => held.clear(),
  };
}
