import type { Clock } from '../clock.ts';
import { remember } from '../remember.ts';
import type { CreatedBetween, Instance, Instances } from './instances.ts';

/** Instances, without inputs. The backend reads everything for a query and knows no order, so one query serves all who ask within seconds. */
export interface InstanceScan {
  all(instances: Instances, created?: CreatedBetween): Promise<Instance[]>;
  /** With `fresh` as they are now, and not as they were some seconds ago. */
  active(instances: Instances, options?: { fresh: boolean }): Promise<Instance[]>;
  /** Something was started that the next caller must see. */
  forget(): void;
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
    active: (instances, { fresh } = { fresh: false }) =>
      fresh ? scans.renew('active', () => instances.active()) : scans.get('active', () => instances.active()),
    forget: () => scans.forgetAll(),
  };
}
