import { z } from 'zod';
import { BILLED_KINDS } from '../export/kinds.ts';
import { ATTRIBUTE_SETS } from '../export/request.ts';

export const MAX_INVOICES = 1_000;

/** A UTC day that exists. */
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date, YYYY-MM-DD')
  .refine((text) => {
    const date = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  }, 'expected a date that exists, YYYY-MM-DD');

/** The body of `POST /api/backfills`: invoices by number, or by their date (UTC, both ends inclusive). */
export const backfillRequestSchema = z
  .strictObject({
    // Numbers that cannot be exported are refused one by one, so that the others still start.
    invoiceIds: z
      .array(z.string().min(1).max(64, 'expected an invoice number'))
      .min(1, 'expected at least one invoice number')
      .max(MAX_INVOICES, `expected at most ${MAX_INVOICES} invoice numbers`)
      .optional(),
    from: day.optional(),
    to: day.optional(),
    kinds: z.array(z.enum(BILLED_KINDS)).min(1, 'expected at least one kind').optional(),
    attributeSet: z.enum(ATTRIBUTE_SETS).optional(),
    force: z.boolean().optional(),
    dryRun: z.boolean().optional(),
  })
  .superRefine(({ invoiceIds, from, to }, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (invoiceIds && (from !== undefined || to !== undefined))
      fault('invoiceIds', 'expected either this or from and to');
    if (!invoiceIds && from === undefined) fault('from', 'expected from and to, or invoiceIds');
    if (!invoiceIds && to === undefined) fault('to', 'expected from and to, or invoiceIds');
    if (from !== undefined && to !== undefined && from > to) fault('to', 'expected a date that is not before from');
  });

export type BackfillRequest = z.infer<typeof backfillRequestSchema>;
