import type { Clock } from '../clock.ts';
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

export function createInstanceScan(clock: Clock): InstanceScan {
  const held = new Map<string, { atMs: number; found: Promise<Instance[]> }>();

  function read(key: string, query: () => Promise<Instance[]>): Promise<Instance[]> {
    const nowMs = clock.now().getTime();
    // Twenty thousand instances are tens of megabytes.
    for (const [old, { atMs }] of held) if (nowMs - atMs >= LIFETIME_MS) held.delete(old);
    const known = held.get(key);
    if (known) return known.found;
    // As long as it is under way it serves all who ask: a backend that is slow must not be asked by each of them.
    const scan = { atMs: Number.POSITIVE_INFINITY, found: query() };
    held.set(key, scan);
    scan.found.then(
      () => {
        scan.atMs = clock.now().getTime();
      },
      () => {
        if (held.get(key) === scan) held.delete(key);
      },
    );
    return scan.found;
  }

  return {
    // The past of a later page is hardly ever asked for twice.
    all: (instances, created = {}) =>
      created.to ? instances.list(created) : read(`from ${created.from?.getTime()}`, () => instances.list(created)),
    active(instances, { fresh } = { fresh: false }) {
      if (fresh) held.delete('active');
      return read('active', () => instances.active());
    },
    forget: () => held.clear(),
  };
}
