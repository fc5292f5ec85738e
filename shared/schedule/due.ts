import type { BilledKind } from '../export/kinds.ts';
import type { QuietEnd } from '../export/run.ts';
import type { Asked, InvoiceMemory } from './discoveryMemory.ts';

const HOUR_MS = 3_600_000;

/**
 * For this long from first sight an invoice without data is asked again at each firing, then once a week. What counts
 * is when it was asked: the window ends with an answer given after it, so that data that came at the last moment is not
 * passed over.
 */
export const DATA_WINDOW_MS = 72 * HOUR_MS;
const WEEK_DAYS = 7;

/** What is known of one kind of one invoice when discovery looks at it. */
export interface Standing {
  memory: InvoiceMemory;
  asked: Asked | undefined;
  landed: boolean;
  /** Its latest run was cancelled by somebody. */
  cancelled: boolean;
}

/**
 * Whether to ask for one kind of an invoice now. It asks what is missing, never whether a timer fired: firing twice,
 * late or not at all for a week changes nothing in the end. "Once a day" is once a UTC day, so that a timer that is
 * some minutes early does not skip one.
 */
export function isDue({ memory, asked, landed, cancelled }: Standing, passStartedAt: Date, now: Date): boolean {
  // What has landed is asked again tomorrow: that somebody cancelled one look must not hide a later restatement.
  if (cancelled && !landed) return false;
  if (asked && new Date(asked.at) >= passStartedAt) return false;
  // Microsoft rebuilds data: inside the window a landed invoice is asked again; `unchanged` costs two calls and no
  // copy.
  if (landed) return daysSince(asked, now) >= 1;
  switch (asked?.status) {
    case 'noData':
      return !askedAfterWindow(memory, asked) || daysSince(asked, now) >= WEEK_DAYS;
    case 'rejected':
      return daysSince(asked, now) >= 1;
    default:
      return true;
  }
}

/** Ends that subscribers have been told already. */
export function quietEnds(asked: Asked | undefined): QuietEnd[] {
  return asked?.told && (asked.status === 'noData' || asked.status === 'rejected') ? [asked.status] : [];
}

/** The window has closed, the service had nothing of any kind even then, and nobody has been told. */
export function neverAppeared(memory: InvoiceMemory, kinds: readonly BilledKind[]): boolean {
  return (
    memory.neverAppearedAt === undefined &&
    kinds.length > 0 &&
    kinds.every((kind) => memory.asked[kind]?.status === 'noData' && askedAfterWindow(memory, memory.asked[kind]))
  );
}

function askedAfterWindow({ firstSeenAt }: InvoiceMemory, { at }: Asked): boolean {
  return new Date(at).getTime() - new Date(firstSeenAt).getTime() >= DATA_WINDOW_MS;
}

/** Whole UTC days between the last time it was asked for and now; endless when it never was. */
function daysSince(asked: Asked | undefined, now: Date): number {
  if (!asked) return Number.POSITIVE_INFINITY;
  const day = (time: Date) => Math.floor(time.getTime() / (24 * HOUR_MS));
  return day(now) - day(new Date(asked.at));
}
