import type { Step } from '../../export/stop.ts';
import { monthRows } from '../../focus/monthRows.ts';
import type { FocusContext } from './focusContext.ts';
import { type FocusAttempt, type FocusPlan, findPlan, keepPlan } from './focusPlan.ts';
import { landedMonth } from './landedMonth.ts';
import { readDue } from './marks.ts';

export interface Planned {
  /** What the month is due for; absent when there is nothing to do. */
  due?: string;
  parts: number;
}

/** Decides which landed versions the month is written from. What lands from here on makes it due again. */
export async function planFocus({ services }: FocusContext, attempt: FocusAttempt): Promise<Step<Planned>> {
  const planned = await findPlan(services, attempt);
  if (planned) return { due: planned.due, parts: planned.parts.length };
  // Before the versions: what lands in between makes the month due for something else.
  const due = await readDue(services, attempt);
  if (due === undefined) return { parts: 0 };
  const rows = monthRows(await landedMonth(services, attempt));
  const parts: FocusPlan['parts'] = [];
  for (const [source, { landed }] of rows.sources.entries()) {
    const bundles = await services.bundles(landed.manifestPath);
    parts.push(...bundles.map((_, bundle) => ({ source, bundle })));
  }
  const plan: FocusPlan = { ...rows, plannedAt: services.clock.now().toISOString(), due, parts };
  await keepPlan(services, attempt, plan);
  return { due, parts: parts.length };
}
