import { z } from 'zod';
import { JSON_KINDS } from '../lines/jsonKind.ts';
import { DRIFT_CODES } from './drift.ts';

const count = z.number().int().nonnegative();
const amount = z.string();

const sum = z.object({ column: z.string(), currency: z.string(), sum: amount, negative: amount, lines: count });

const warning = z.object({
  code: z.enum([
    'AnalysisFailed',
    'TableInexact',
    'TableForeign',
    'LineUnreadable',
    'AnalysisTooLarge',
    'EventNotDelivered',
  ]),
  message: z.string(),
});

/**
 * `_figures.json`, schema version 1: what a version holds, and what stands of it elsewhere. Written last of all that it names; amounts are exact texts, file
 * names of drift are in its messages.
 */
export const figuresDocumentSchema = z.object({
  schemaVersion: z.literal(1),
  export: z.looseObject({ id: z.string(), kind: z.string(), attributeSet: z.string().optional() }),
  version: z.string(),
  /** Path of the raw version's `_manifest.json`. */
  manifest: z.string(),
  /** As in the manifest: newlines, and a last line without one. */
  lines: count,
  /** JSON objects. */
  rows: count,
  /** Lines that are neither blank nor a JSON object. */
  unreadable: count,
  sums: z.array(sum),
  columns: z.array(
    z.object({
      name: z.string(),
      present: count,
      absent: count,
      types: z.partialRecord(z.enum(JSON_KINDS), count),
      mostDecimals: count.optional(),
    }),
  ),
  drift: z.array(z.object({ code: z.enum(DRIFT_CODES), column: z.string(), message: z.string() })),
  state: z.enum(['done', 'failed']),
  warnings: z.array(warning),
  /** Paths of what belongs to these figures. */
  groups: z.string().nullable(),
  changes: z.string().nullable(),
  table: z.object({ path: z.string(), version: count, rows: count }).nullable(),
  run: z.object({ id: z.string(), analysedAt: z.string(), producer: z.string() }),
});

export type FiguresDocument = z.infer<typeof figuresDocumentSchema>;

const pair = { before: amount, after: amount, difference: amount };

/** `_changes.json`, schema version 1: what differs from the newest version that is older and was still there. */
export const changesDocumentSchema = z.object({
  schemaVersion: z.literal(1),
  from: z.string(),
  to: z.string(),
  sums: z.array(z.object({ column: z.string(), currency: z.string(), ...pair })),
  lines: z.object({ before: count, after: count }),
  groups: z.object({ added: count, removed: count, changed: count }),
  /** Greatest difference first. Last in the document: it may be of any length, and is written as a stream. */
  customers: z.array(z.object({ customerId: z.string(), customerName: z.string(), currency: z.string(), ...pair })),
});

export type ChangesDocument = z.infer<typeof changesDocumentSchema>;
