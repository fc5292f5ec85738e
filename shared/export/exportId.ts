import { ALL_KINDS, EXPORT_KINDS, type ExportKind, hasAttributeSets, isBilled } from './kinds.ts';
import { type AttributeSet, type ExportRequest, type ExportSubject, invoiceSubject } from './request.ts';

/**
 * The id of an export: derived from what is asked for, so that the same request always meets the same orchestration instance. `force`
 * is left out on purpose: a forced run of an export is a run of that export.
 */
export function exportIdOf(request: ExportSubject | ExportRequest): string {
  const subject = 'invoiceId' in request ? request.invoiceId : `${request.currencyCode}-${request.month}`;
  return [EXPORT_KINDS[request.kind].slug, subject, request.attributeSet]
    .filter((part) => part !== undefined)
    .join('-');
}

const INVOICE = 'G[A-Z0-9]{1,31}';
const CURRENCY_MONTH = '[A-Z]{3}-\\d{4}-(?:0[1-9]|1[0-2])';
const PATTERNS = ALL_KINDS.map((kind) => ({
  kind,
  pattern: new RegExp(
    `^${EXPORT_KINDS[kind].slug}-(${isBilled(kind) ? INVOICE : CURRENCY_MONTH})${hasAttributeSets(kind) ? '-(full|basic)' : ''}$`,
  ),
}));

/** The kind that an export id names, or undefined when the text is no export id (an inner instance, a backfill, anything else). */
export function kindOfExportId(id: string): ExportKind | undefined {
  return PATTERNS.find(({ pattern }) => pattern.test(id))?.kind;
}

/** What an export id names, read back from it; undefined when the text is no export id. */
export function subjectOfExportId(id: string): ExportSubject | undefined {
  for (const { kind, pattern } of PATTERNS) {
    const [, subject, attributes] = pattern.exec(id) ?? [];
    if (subject === undefined) continue;
    const attributeSet = attributes as AttributeSet;
    if (isBilled(kind)) return invoiceSubject(kind, subject, attributeSet);
    return { kind, currencyCode: subject.slice(0, 3), month: subject.slice(4), attributeSet };
  }
  return undefined;
}
