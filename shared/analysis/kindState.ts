import { z } from 'zod';
import { ATTRIBUTE_SETS, type ExportSubject } from '../export/request.ts';
import type { RunNote } from '../landing/invoiceFacts.ts';
import type { Landing } from '../landing/landing.ts';
import { readLatest } from '../landing/latest.ts';
import { analysisFolder, exportFolder, figuresPath } from '../landing/layout.ts';

/** How one kind of an invoice or month stands. A landed version wins over the last run. */
export const KIND_STATUSES = ['landed', 'running', 'noData', 'rejected', 'failed', 'cancelled', 'missing'] as const;
export type KindStatus = (typeof KIND_STATUSES)[number];

const count = z.number().int().nonnegative();

export const kindStateSchema = z.looseObject({
  status: z.enum(KIND_STATUSES),
  attributeSet: z.enum(ATTRIBUTE_SETS).nullable(),
  version: z.string().nullable(),
  /** As in the manifest; null while it is not analysed. */
  lines: count.nullable(),
  /** Usage before tax, reconciliation with tax, in the currency of the invoice. */
  sum: z.string().nullable(),
  /** How its last run ended, or that it runs; null where none is known. */
  lastRun: z.string().nullable(),
  /** The export that ran last. */
  exportId: z.string().nullable(),
});
export type KindState = z.infer<typeof kindStateSchema>;

/** Of `_figures.json` what a list shows. */
const figuresSchema = z.looseObject({
  lines: count,
  sums: z.array(z.looseObject({ column: z.string(), currency: z.string(), sum: z.string() })),
});

/** What stands of one kind: the `full` set where it has landed, else `basic`. */
export async function readKindState(
  landing: Landing,
  subject: ExportSubject,
  run: RunNote | undefined,
  currency: string | undefined,
): Promise<KindState> {
  const lastRun = { lastRun: run?.status ?? null, exportId: run?.exportId ?? null };
  for (const of of setsOf(subject)) {
    const latest = await readLatest(landing, exportFolder(landing.prefix, of));
    if (!latest) continue;
    const stored = await landing.readJson(figuresPath(analysisFolder(landing.prefix, of, latest.version)));
    const figures = figuresSchema.safeParse(stored?.value);
    const { lines, sum } = figures.success ? shown(figures.data, subject, currency) : { lines: null, sum: null };
    return { status: 'landed', attributeSet: of.attributeSet ?? null, version: latest.version, lines, sum, ...lastRun };
  }
  return { status: statusOf(run), attributeSet: null, version: null, lines: null, sum: null, ...lastRun };
}

/** The subject in each attribute set that there can be of it. */
function setsOf(subject: ExportSubject): ExportSubject[] {
  if (subject.attributeSet === undefined) return [subject];
  return ATTRIBUTE_SETS.map((attributeSet) => ({ ...subject, attributeSet }));
}

/** The sum that a list shows: of the currency that is asked for, else of the only one. */
export function shownSum(
  sums: readonly { column: string; currency: string; sum: string }[],
  { kind }: Pick<ExportSubject, 'kind'>,
  currency: string | undefined,
): string | null {
  const column = kind === 'billedUsage' || kind === 'unbilledUsage' ? 'BillingPreTaxTotal' : 'Total';
  const ofColumn = sums.filter((one) => one.column === column);
  const known = ofColumn.find((one) => one.currency === currency) ?? (ofColumn.length === 1 ? ofColumn[0] : undefined);
  return known?.sum ?? null;
}

function shown(
  { lines, sums }: z.infer<typeof figuresSchema>,
  subject: ExportSubject,
  currency: string | undefined,
): Pick<KindState, 'lines' | 'sum'> {
  return { lines, sum: shownSum(sums, subject, currency) };
}

/** What was visible once and is gone is missing, however well its run ended. */
function statusOf(run: RunNote | undefined): KindStatus {
  switch (run?.status) {
    case 'queued':
    case 'running':
      return 'running';
    case 'noData':
    case 'rejected':
    case 'failed':
    case 'cancelled':
      return run.status;
    default:
      return 'missing';
  }
}
