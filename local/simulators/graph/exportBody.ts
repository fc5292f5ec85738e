import { z } from 'zod';
import type { AttributeSet, Kind } from '../data/subject.ts';

/** What an accepted POST asks for. */
export type ExportCall = { attributeSet: AttributeSet } & (
  | { kind: 'billedUsage' | 'billedReconciliation' | 'billedAggregatedUsage'; invoiceId: string }
  | { kind: 'unbilledUsage' | 'unbilledReconciliation'; currencyCode: string; billingPeriod: 'current' | 'last' }
);

export type ReadBody = { ok: true; call: ExportCall } | { ok: false; message: string };

/** Enumerations are read in any casing, as the service does. */
const anyCasing = z.string().transform((text) => text.toLowerCase());

const attributeSet = anyCasing.pipe(z.enum(['full', 'basic'])).default('full');
const billed = z.strictObject({ invoiceId: z.string().min(1), attributeSet });
/**
 * No choice of attributes:
 * https://learn.microsoft.com/graph/api/partners-billing-billedaggregatedusage-export?view=graph-rest-beta
 */
const aggregated = z.strictObject({ invoiceId: z.string().min(1) });
const unbilled = z.strictObject({
  currencyCode: z.string().regex(/^[A-Za-z]{3}$/, 'must be an ISO 4217 code'),
  billingPeriod: anyCasing.pipe(z.enum(['current', 'last'])),
  attributeSet,
});

/** Reads the body of an export as the OData action does: required and unknown parameters, enumerations. */
export function readExportBody(kind: Kind, body: Buffer): ReadBody {
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch {
    return { ok: false, message: 'Unable to read JSON request payload.' };
  }
  if (kind === 'billedAggregatedUsage') {
    const parsed = aggregated.safeParse(json);
    return parsed.success ? { ok: true, call: { kind, attributeSet: 'full', ...parsed.data } } : refusal(parsed.error);
  }
  if (kind === 'billedUsage' || kind === 'billedReconciliation') {
    const parsed = billed.safeParse(json);
    return parsed.success ? { ok: true, call: { kind, ...parsed.data } } : refusal(parsed.error);
  }
  const parsed = unbilled.safeParse(json);
  return parsed.success ? { ok: true, call: { kind, ...parsed.data } } : refusal(parsed.error);
}

function refusal(error: z.ZodError): ReadBody {
  return {
    ok: false,
    message: error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; '),
  };
}
