import { z } from 'zod';
import type { BilledKind, KindWithSets } from '../../export/kinds.ts';
import type { InvoiceFacts } from '../../landing/invoiceFacts.ts';
import type { Landing } from '../../landing/landing.ts';
import { readLatest } from '../../landing/latest.ts';
import { analysisFolder, exportFolder, figuresPath } from '../../landing/layout.ts';
import type { Proof } from '../../proof/proofDocument.ts';

/** One kind of the invoice as the proof finds it: a version and where its groups lie, or why there is none. */
export type FoundSide = { version: string; unreadableLines: number; groups: string } | 'noData' | 'absent';

export interface FoundSides {
  usage: FoundSide;
  reconciliation: FoundSide;
}

/** Of the `full` exports; `basic` lacks what a proof reads. */
export async function readSides(
  landing: Landing,
  invoiceId: string,
  facts: InvoiceFacts | undefined,
  before: Proof | undefined,
): Promise<FoundSides> {
  const [usage, reconciliation] = await Promise.all([
    readSide(landing, invoiceId, 'billedUsage', facts, before?.usage?.version),
    readSide(landing, invoiceId, 'billedReconciliation', facts, before?.reconciliation?.version),
  ]);
  return { usage, reconciliation };
}

/**
 * The newest version, if its groups are there; while it is still being analysed, the version that the proof speaks of now. A kind that has landed once is not
 * without data, however its last run ended.
 */
async function readSide(
  landing: Landing,
  invoiceId: string,
  kind: BilledKind & KindWithSets,
  facts: InvoiceFacts | undefined,
  provedVersion: string | undefined,
): Promise<FoundSide> {
  const subject = { kind, invoiceId, attributeSet: 'full' as const };
  const latest = await readLatest(landing, exportFolder(landing.prefix, subject));
  if (!latest) return facts?.runs?.[kind]?.status === 'noData' ? 'noData' : 'absent';
  for (const version of [latest.version, provedVersion]) {
    if (version === undefined) continue;
    const stored = await landing.readJson(figuresPath(analysisFolder(landing.prefix, subject, version)));
    const figures = figuresSchema.safeParse(stored?.value);
    if (!figures.success || figures.data.groups === null) continue;
    return { version, unreadableLines: figures.data.unreadable, groups: figures.data.groups };
  }
  return 'absent';
}

/** Of `_figures.json` what the proof asks for. */
const figuresSchema = z.looseObject({ groups: z.string().nullable(), unreadable: z.number().int().nonnegative() });
