import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { focusMarkPath, focusMarksFolder } from '../../landing/layout.ts';
import { updateJson } from '../../landing/updateJson.ts';
import type { FocusServices } from './focusContext.ts';
import type { FocusMonth } from './focusMonth.ts';

const markSchema = z.object({
  schemaVersion: z.literal(1),
  month: z.string(),
  currency: z.string(),
  /** Another one each time that something of the month has landed. */
  due: z.string(),
  /** The `due` that the table, and the hub, were written for last. */
  written: z.string().nullable(),
});

type Mark = z.infer<typeof markSchema>;

/** Says that the month is to be written again. Whoever writes it now, without having seen this, will see it at its end. */
export async function markDue({ landing }: FocusServices, { month, currency }: FocusMonth): Promise<void> {
  await updateJson(landing, focusMarkPath(landing.prefix, month, currency), (stored) => {
    const written = markSchema.safeParse(stored).data?.written ?? null;
    return { schemaVersion: 1, month, currency, due: randomUUID(), written } satisfies Mark;
  });
}

/** What the month is due for; undefined when it is not. */
export async function readDue(
  { landing }: FocusServices,
  { month, currency }: FocusMonth,
): Promise<string | undefined> {
  const stored = await landing.readJson(focusMarkPath(landing.prefix, month, currency));
  const mark = markSchema.safeParse(stored?.value).data;
  return mark && mark.due !== mark.written ? mark.due : undefined;
}

/** Says what the month was written for. Answers whether it is due again. */
export async function settle(
  { landing }: FocusServices,
  { month, currency }: FocusMonth,
  due: string,
): Promise<boolean> {
  let again = false;
  await updateJson(landing, focusMarkPath(landing.prefix, month, currency), (stored) => {
    const mark = markSchema.safeParse(stored).data;
    again = mark !== undefined && mark.due !== due;
    return mark && { ...mark, written: due };
  });
  return again;
}

/** All months that are due: those that something kept from being written, too. */
export async function dueMonths({ landing, blobs }: FocusServices): Promise<FocusMonth[]> {
  const found: FocusMonth[] = [];
  for await (const { path } of blobs.list(focusMarksFolder(landing.prefix))) {
    const stored = await landing.readJson(path);
    const mark = markSchema.safeParse(stored?.value).data;
    if (mark && mark.due !== mark.written) found.push({ month: mark.month, currency: mark.currency });
  }
  return found;
}
