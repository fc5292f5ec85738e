import { z } from 'zod';
import { invoiceEntrySchema } from '../analysis/invoiceIndex.ts';
import { kindStateSchema } from '../analysis/kindState.ts';
import { unbilledEntrySchema } from '../analysis/unbilledIndex.ts';
import { BILLED_KINDS, hasTable } from '../export/kinds.ts';
import { proofSchema } from '../proof/proofDocument.ts';
import { count, list, nullable, object, ref, type Schema, text } from './openApiWords.ts';

const schemaOf = (schema: z.ZodType): Schema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return rest;
};

const sums = list(object({ column: text, currency: text, sum: text }));
const customers = list(
  object({
    customerId: text,
    customerName: text,
    currency: text,
    before: text,
    after: text,
    difference: text,
  }),
);

/** One version of a kind, newest first in its list. */
const versionSchema = object(
  {
    version: text,
    lines: nullable(count),
    sums: nullable(sums),
    sum: nullable(text),
    difference: nullable({ ...text, description: 'Against the version before it.' }),
    changes: nullable({ ...text, description: 'Path of `_changes.json` inside the container.' }),
    customers: { ...customers, description: 'Of the newest version: who differs from the version before it.' },
  },
  ['customers'],
);

/** What the lists of invoices and months answer. */
export const invoiceSchemas: Record<string, Schema> = {
  Proof: schemaOf(proofSchema),
  Invoice: schemaOf(invoiceEntrySchema),
  InvoicePage: object({ value: list(ref('Invoice')), nextLink: text }, ['nextLink']),
  InvoiceDetail: object({
    invoiceId: text,
    invoiceDate: nullable(text),
    month: nullable(text),
    currency: nullable(text),
    documentType: nullable(text),
    totalCharges: nullable(text),
    kinds: object(
      Object.fromEntries(BILLED_KINDS.map((kind) => [kind, withVersions(schemaOf(kindStateSchema))])),
      BILLED_KINDS.filter((kind) => !hasTable(kind)),
    ),
    proof: nullable(ref('Proof')),
  }),
  Months: object({ value: list(schemaOf(unbilledEntrySchema)) }),
};

function withVersions({ properties, required, ...rest }: Schema): Schema {
  const versions = { versions: list(versionSchema) };
  return {
    ...rest,
    properties: { ...(properties as object), ...versions },
    required: [...(required as string[]), 'versions'],
  };
}
