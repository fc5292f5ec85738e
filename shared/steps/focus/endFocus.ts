import type { Step } from '../../export/stop.ts';
import { focusFolder } from '../../landing/layout.ts';
import type { FocusContext, FocusServices } from './focusContext.ts';
import type { FocusAttempt } from './focusPlan.ts';
import { readHubState } from './hubState.ts';
import { readDue, settle } from './marks.ts';

/** Writes down that the month is done, and clears up behind it. Answers whether it is due again by now. */
export async function endFocus(
  { services }: FocusContext,
  { due, ...attempt }: FocusAttempt & { due: string },
): Promise<Step<{ again: boolean }>> {
  const again = await settle(services, attempt, due);
  await clearUp(services, attempt);
  return { again };
}

/** Removes what activities handed to each other, of all attempts: one writer at a time is at a month. What a hub has not got yet stays. */
async function clearUp(services: FocusServices, attempt: FocusAttempt): Promise<void> {
  const { blobs, landing } = services;
  const { next, loaded } = await readHubState(services, attempt);
  const kept = new Set(next && next.ingestion !== loaded?.ingestion ? next.files : []);
  for await (const { path } of blobs.list(`${focusFolder(landing.prefix, attempt.month, attempt.currency)}parts/`)) {
    if (!kept.has(path)) await blobs.remove(path);
  }
}

/** Whether something of the month has landed since it was planned. */
export async function isFocusDueAgain(
  { services }: FocusContext,
  { due, ...month }: FocusAttempt & { due: string },
): Promise<Step<{ again: boolean }>> {
  const now = await readDue(services, month);
  return { again: now !== undefined && now !== due };
}
