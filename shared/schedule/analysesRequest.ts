import { z } from 'zod';
import { day } from './backfillRequest.ts';

const MAX_EXPORTS = 10_000;

/** The body of `POST /api/analyses`: exports by id, invoices by their date (UTC, both ends inclusive), or all that has landed. */
export const analysesRequestSchema = z
  .strictObject({
    // Ids that cannot be analysed are refused one by one, so that the others still start.
    exports: z
      .array(z.string().min(1).max(100, 'expected the id of an export'))
      .min(1, 'expected at least one id')
      .max(MAX_EXPORTS, `expected at most ${MAX_EXPORTS} ids`)
      .optional(),
    from: day.optional(),
    to: day.optional(),
    all: z.literal(true, 'expected true, or nothing').optional(),
    dryRun: z.boolean().optional(),
  })
  .superRefine(({ exports, from, to, all }, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const byDate = from !== undefined || to !== undefined;
    const ways = [exports !== undefined, byDate, all !== undefined].filter(Boolean).length;
    if (ways === 0) fault('exports', 'expected this, from and to, or all');
    if (ways > 1) fault(exports ? 'exports' : 'all', 'expected only one of exports, from and to, and all');
    if (byDate && from === undefined) fault('from', 'expected together with to');
    if (byDate && to === undefined) fault('to', 'expected together with from');
    if (from !== undefined && to !== undefined && from > to) fault('to', 'expected a date that is not before from');
  });

export type AnalysesRequest = z.infer<typeof analysesRequestSchema>;
