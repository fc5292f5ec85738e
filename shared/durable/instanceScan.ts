import type { Clock } from '../clock.ts';
import type { Instance, Instances } from './instances.ts';

/** All instances, without inputs. The backend reads everything for such a query and knows no order, so one scan serves all who ask within seconds. */
export interface InstanceScan {
  all(instances: Instances): Promise<Instance[]>;
  /** Something was started that the next caller must see. */
  forget(): void;
}

const LIFETIME_MS = 5_000;

export function createInstanceScan(clock: Clock): InstanceScan {
  let held: { atMs: number; found: Promise<Instance[]> } | undefined;
  return {
    all(instances) {
      const nowMs = clock.now().getTime();
      if (held && nowMs - held.atMs < LIFETIME_MS) return held.found;
      const scan = { atMs: nowMs, found: instances.list() };
      held = scan;
      scan.found.catch(() => {
        if (held === scan) held = undefined;
      });
      return scan.found;
    },
    forget() {
      held = undefined;
    },
  };
}
