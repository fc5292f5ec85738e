import type { Clock } from '../clock.ts';
import { type Instance, type Instances, isActive } from '../durable/instances.ts';

/** The backend looks into a queue that was quiet every ten seconds; the platform ends a request after 230. */
const GRACE_MS = 30_000;
const LOOK_EVERY_MS = 200;
const ASK_AGAIN_EVERY_MS = 5_000;

/**
 * Ends a root instance and waits until it has ended, or for as long as a caller can wait; answers what it is then. It
 * is asked for again and again, for as long as it `mayEnd`: a queue keeps no strict order, and what is read before the
 * start that it means is dropped.
 */
export async function endInstance(
  instances: Instances,
  clock: Clock,
  instance: Instance,
  mayEnd: (now: Instance) => boolean = () => true,
): Promise<Instance> {
  let now = instance;
  const startedMs = clock.now().getTime();
  for (let askedMs = Number.NEGATIVE_INFINITY; ; ) {
    const nowMs = clock.now().getTime();
    if (nowMs - askedMs >= ASK_AGAIN_EVERY_MS && mayEnd(now)) {
      askedMs = nowMs;
      await instances.terminate(instance.id, 'cancelled');
    }
    now = (await instances.find(instance.id)) ?? instance;
    if (!isActive(now) || clock.now().getTime() - startedMs >= GRACE_MS) return now;
    await clock.sleep(LOOK_EVERY_MS);
  }
}
