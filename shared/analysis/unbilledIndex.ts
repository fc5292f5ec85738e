import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { EXPORT_KINDS, UNBILLED_KINDS, type UnbilledKind } from '../export/kinds.ts';
import type { Month } from '../export/month.ts';
import type { RunNote } from '../landing/invoiceFacts.ts';
import type { Landing } from '../landing/landing.ts';
import { invoiceIndexPath } from '../landing/layout.ts';
import { updateJson } from '../landing/updateJson.ts';
import { kindStateSchema, readKindState } from './kindState.ts';

/** One open month of one currency as lists show it, in the form of an invoice. */
export const unbilledEntrySchema = z.looseObject({
  month: z.string(),
  currency: z.string(),
  kinds: z.record(z.string(), kindStateSchema),
});
export type UnbilledEntry = z.infer<typeof unbilledEntrySchema>;

const indexSchema = z.looseObject({
  schemaVersion: z.literal(1),
  months: z.record(z.string(), unbilledEntrySchema),
});

/** Which months of which currency. */
export interface UnbilledMonth {
  currencyCode: string;
  month: Month;
}

/** Newest first; of one month by currency. Undefined while there is no index yet. */
export async function readUnbilledIndex(landing: Landing): Promise<UnbilledEntry[] | undefined> {
  const stored = await landing.readJson(invoiceIndexPath(landing.prefix, 'unbilled'));
  const read = indexSchema.safeParse(stored?.value);
  if (!read.success) return undefined;
  const newestFirst = (a: UnbilledEntry, b: UnbilledEntry) =>
    a.month === b.month ? (a.currency < b.currency ? -1 : 1) : a.month < b.month ? 1 : -1;
  return Object.values(read.data.months).sort(newestFirst);
}

/** Brings the entries of these months up to what stands in the landing; `run` is that of one kind of the only one. */
export async function refreshMonths(
  landing: Landing,
  months: readonly UnbilledMonth[],
  run?: { kind: UnbilledKind; note: RunNote },
): Promise<void> {
  if (months.length === 0) return;
  await updateJson(landing, invoiceIndexPath(landing.prefix, 'unbilled'), async (stored) => {
    const read = indexSchema.safeParse(stored);
    const before = read.success ? read.data.months : {};
    const entries = await Promise.all(months.map((one) => entryOf(landing, one, before[nameOf(one)], run)));
    const fresh = Object.fromEntries(entries.map((entry) => [`${entry.month} ${entry.currency}`, entry]));
    const after = { ...before, ...fresh };
    if (isDeepStrictEqual(before, after)) return undefined;
    return { ...(read.success ? read.data : {}), schemaVersion: 1, months: after };
  });
}

/** Every month of which something has landed, also before there was an index: some listings of folders. */
export async function landedMonths(landing: Landing): Promise<UnbilledMonth[]> {
  const found = new Map<string, UnbilledMonth>();
  for (const kind of UNBILLED_KINDS) {
    for (const currencyFolder of await landing.folders(`${landing.prefix}${EXPORT_KINDS[kind].slug}/`)) {
      const [, currencyCode] = /\/currency=([A-Z]{3})\/$/.exec(currencyFolder) ?? [];
      if (currencyCode === undefined) continue;
      for (const folder of await landing.folders(currencyFolder)) {
        const [, month] = /\/month=(\d{4}-\d{2})\/$/.exec(folder) ?? [];
        if (month !== undefined) found.set(nameOf({ currencyCode, month }), { currencyCode, month });
      }
    }
  }
  return [...found.values()];
}

function nameOf({ currencyCode, month }: UnbilledMonth): string {
  return `${month} ${currencyCode}`;
}

/** How the last run ended is kept in the entry itself. */
async function entryOf(
  landing: Landing,
  { currencyCode, month }: UnbilledMonth,
  before: UnbilledEntry | undefined,
  run: { kind: UnbilledKind; note: RunNote } | undefined,
): Promise<UnbilledEntry> {
  const kinds = UNBILLED_KINDS.map(async (kind) => {
    const known = before?.kinds[kind];
    const kept = known?.lastRun
      ? { status: known.lastRun, exportId: known.exportId ?? '', at: '', runId: '' }
      : undefined;
    const note = run?.kind === kind ? run.note : kept;
    const subject = { kind, currencyCode, month, attributeSet: 'full' as const };
    return [kind, await readKindState(landing, subject, note, currencyCode)] as const;
  });
  return { month, currency: currencyCode, kinds: Object.fromEntries(await Promise.all(kinds)) };
}
