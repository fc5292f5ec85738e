import { z } from 'zod';
import { TIES } from './tie.ts';

/** In the order in which they are decided: the first that holds. */
export const PROOF_STATES = ['notApplicable', 'pending', 'usageMissing', 'unexplained', 'proved'] as const;
export type ProofState = (typeof PROOF_STATES)[number];

/** What made the state; of `proved` and `notApplicable` there is none. */
export const PROOF_REASONS = [
  'reconciliationAwaited',
  'usageAwaited',
  'totalAwaited',
  'usageMissing',
  'groupsUnexplained',
  'linesDoNotAddUp',
  'linesUnreadable',
  'currenciesMixed',
  'invoiceDoesNotTie',
] as const;
export type ProofReason = (typeof PROOF_REASONS)[number];

const count = z.number().int().nonnegative();
/** Plain notation: `"12.50"`. */
const amount = z.string();

const worstGroupSchema = z.object({
  customerId: z.string(),
  subscriptionId: z.string(),
  productId: z.string(),
  skuId: z.string(),
  /** Only where it is not that of the invoice. */
  currency: z.string().optional(),
  usage: amount,
  reconciliation: amount,
  /** Usage minus reconciliation. */
  difference: amount,
  /** Where the difference may lie by rounding alone. */
  lower: amount,
  upper: amount,
  state: z.enum(['usageMissing', 'unexplained']),
});

/** `_proof.json`. Every difference is what was exported minus what it is compared with. It holds ids of customers, no names. */
export const proofSchema = z.object({
  schemaVersion: z.literal(1),
  invoiceId: z.string(),
  currency: z.string().nullable(),
  state: z.enum(PROOF_STATES),
  reasons: z.array(z.enum(PROOF_REASONS)),
  asOf: z.string(),
  /** The first of the unbroken row of proofs that lacked usage. */
  usageMissingSince: z.string().nullable(),
  invoice: z.object({
    totalCharges: amount.nullable(),
    invoiceDate: z.string().nullable(),
    documentType: z.string().nullable(),
    tiesTo: z.enum(TIES),
    difference: amount.nullable(),
  }),
  reconciliation: z
    .object({
      version: z.string(),
      lines: count,
      subtotal: amount,
      taxTotal: amount,
      total: amount,
      linesThatDoNotAddUp: count,
      linesInOtherCurrencies: count,
      consumption: z.object({ lines: count, subtotal: amount, linesOffFormula: count }),
    })
    .nullable(),
  usage: z.object({ version: z.string(), lines: count, preTaxTotal: amount, linesInOtherCurrencies: count }).nullable(),
  /** Null while one of the sides that it needs is not there. */
  groups: z
    .object({
      compared: count,
      withinRounding: count,
      usageMissing: count,
      unexplained: count,
      difference: amount,
      worst: z.array(worstGroupSchema),
    })
    .nullable(),
});

export type Proof = z.infer<typeof proofSchema>;
