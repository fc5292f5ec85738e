import { z } from 'zod';

/** An analysis that runs or waits, in the order of arrival. */
export interface Waiting {
  exportId: string;
  runId: string;
}

/** `_queue.json`: the first `RUNNING_AT_ONCE` have a place, the others wait for one. */
export const queueSchema = z.object({
  schemaVersion: z.literal(1),
  value: z.array(z.object({ exportId: z.string(), runId: z.string() })),
});

/**
 * Each holds some hundred MiB while it reads, beside copies that go on: more at once would take memory from these and end no sooner, since both share the
 * cores and the account.
 */
export const RUNNING_AT_ONCE = 2;

const isSame = (a: Waiting, b: Waiting) => a.exportId === b.exportId && a.runId === b.runId;

/** The queue with this one in it, in its place if it has one. An earlier analysis of the same export gives it up. */
export function joined(queue: readonly Waiting[], one: Waiting): Waiting[] {
  const others = queue.filter((waiting) => waiting.exportId !== one.exportId || isSame(waiting, one));
  return others.some((waiting) => isSame(waiting, one)) ? others : [...others, one];
}

export function left(queue: readonly Waiting[], one: Waiting): Waiting[] {
  return queue.filter((waiting) => !isSame(waiting, one));
}

export function hasPlace(queue: readonly Waiting[], one: Waiting): boolean {
  return queue.slice(0, RUNNING_AT_ONCE).some((waiting) => isSame(waiting, one));
}

export function isSameQueue(a: readonly Waiting[], b: readonly Waiting[]): boolean {
  return a.length === b.length && a.every((one, index) => isSame(one, b[index] ?? { exportId: '', runId: '' }));
}
