import type { Clock } from '../clock.ts';
import { remember } from '../remember.ts';
import type { CreatedBetween, Instance, Instances } from './instances.ts';

/**
 * Instances, without inputs. The backend reads everything for a query and knows no order, so one query serves all who
 * ask within seconds.
 */
export interface InstanceScan {
  all(instances: Instances, created?: CreatedBetween): Promise<Instance[]>;
  active(instances: Instances): Promise<Instance[]>;
}

const LIFETIME_MS = 5_000;
/** Twenty thousand instances are tens of megabytes. */
const SCANS_KEPT = 8;

export function createInstanceScan(clock: Clock): InstanceScan {
  const scans = remember<Instance[]>({ clock, most: SCANS_KEPT, lifetimeMs: () => LIFETIME_MS });

  return {
    // The past of a later page is hardly ever asked for twice.
    all: (instances, created = {}) =>
      created.to
        ? instances.list(created)
        : scans.get(`from ${created.from?.getTime()}`, () => instances.list(created)),
    active: (instances) => scans.get('active', () => instances.active()),
  };
}
