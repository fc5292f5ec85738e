import { parseArgs } from 'node:util';

export interface ExportOptions {
  /** Body of `POST /api/exports`. */
  request: Record<string, unknown>;
  /** Folder that also gets the landed files. */
  outDir?: string;
  json: boolean;
}

export const USAGE = `npm run export -- [options]
  --kind KIND         billedUsage (default), unbilledUsage, billedReconciliation, unbilledReconciliation, billedAggregatedUsage
  --invoice G…        invoice number, for the billed kinds
  --currency EUR      billing currency, for the unbilled kinds
  --period PERIOD     current (default) or last, for the unbilled kinds
  --attributes SET    full (default) or basic; billedAggregatedUsage has no such choice
  --force             copy every file again, replacing it only by the same bytes
  --out DIR           also write the landed files to a folder
  --json              print the result as JSON on standard output, everything else on standard error

Unless LANDING_STORAGE__blobServiceUri or LANDING_STORAGE is set, all services are simulated: G000000001 is the invoice of January 2024 in EUR,
G000000002 that of February, and so on; G000100001 and so on are in USD. State and the log of the host are in .local/.
Exit code 0: completed, unchanged or noData. Ctrl-C cancels the export.`;

/** What the simulated services know without being told. */
const DEMO = { invoice: 'G000000001', currency: 'EUR' } as const;

/**
 * Reads the command line; with the simulated services, what is left out gets a value that works. Throws an Error with
 * one sentence.
 */
export function readOptions(args: readonly string[], simulated: boolean): ExportOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kind: { type: 'string', default: 'billedUsage' },
      invoice: { type: 'string' },
      currency: { type: 'string' },
      period: { type: 'string', default: 'current' },
      attributes: { type: 'string' },
      force: { type: 'boolean', default: false },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { kind, force, json } = values;
  const billed = !kind.startsWith('unbilled');
  const invoice = values.invoice ?? (simulated ? DEMO.invoice : undefined);
  const currency = values.currency ?? (simulated ? DEMO.currency : undefined);
  if (billed && invoice === undefined) throw new Error('Say which invoice: --invoice G…');
  if (!billed && currency === undefined) throw new Error('Say which currency: --currency EUR');
  return {
    request: {
      kind,
      ...(billed ? { invoiceId: invoice } : { currencyCode: currency, billingPeriod: values.period }),
      ...(values.attributes === undefined ? {} : { attributeSet: values.attributes }),
      force,
    },
    json,
    ...(values.out === undefined ? {} : { outDir: values.out }),
  };
}
