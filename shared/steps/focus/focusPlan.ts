import { CodedError } from '../../errors.ts';
import type { MonthRows, RowSource } from '../../focus/monthRows.ts';
import { focusFolder } from '../../landing/layout.ts';
import type { FocusServices } from './focusContext.ts';
import type { FocusMonth } from './focusMonth.ts';

/** One attempt at a month: its files lie apart from those of all others. */
export interface FocusAttempt extends FocusMonth {
  attempt: string;
}

/** What an attempt writes; kept, so that each of its activities means the same versions. */
export interface FocusPlan extends MonthRows {
  plannedAt: string;
  /** What the month was due for when the versions were looked up. */
  due: string;
  /** One activity each: a bundle of files of a source. */
  parts: { source: number; bundle: number }[];
}

export function attemptFolder(prefix: string, { month, currency, attempt }: FocusAttempt): string {
  return `${focusFolder(prefix, month, currency)}parts/${attempt}/`;
}

export function planPath(prefix: string, attempt: FocusAttempt): string {
  return `${attemptFolder(prefix, attempt)}plan.json`;
}

export async function keepPlan(
  { blobs, landing }: FocusServices,
  attempt: FocusAttempt,
  plan: FocusPlan,
): Promise<void> {
  await blobs.put(
    planPath(landing.prefix, attempt),
    Buffer.from(JSON.stringify(plan)),
    { always: true },
    'application/json',
  );
}

/** Undefined when the plan is gone: another attempt has cleared up behind this one. */
export async function findPlan(
  { blobs, landing }: FocusServices,
  attempt: FocusAttempt,
): Promise<FocusPlan | undefined> {
  const stored = await blobs.get(planPath(landing.prefix, attempt));
  return stored && (JSON.parse(stored.bytes.toString('utf8')) as FocusPlan);
}

export async function readPlan(services: FocusServices, attempt: FocusAttempt): Promise<FocusPlan> {
  const plan = await findPlan(services, attempt);
  if (!plan)
    throw new CodedError('LandingUnavailable', `The plan of ${attempt.attempt} is gone; somebody else removed it.`);
  return plan;
}

/** The part of a plan with this number, and where its lines come from. */
export function partOf(plan: FocusPlan, part: number): { source: RowSource; bundle: number } {
  const { source = -1, bundle = 0 } = plan.parts[part] ?? {};
  const found = plan.sources[source];
  if (!found) throw new Error(`There is no part ${part}.`);
  return { source: found, bundle };
}
