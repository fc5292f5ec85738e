import { DRIFT_CODES } from '../analysis/drift.ts';
import { ANALYSES_STATUSES } from './analysesBody.ts';
import { ANALYSIS_STATES } from './describeAnalysis.ts';
import { count, list, nullable, object, ref, type Schema, text, time } from './openApiWords.ts';

const amount: Schema = { type: 'string', description: 'Exact, in plain notation, with at least two decimals.' };

/** The analysis of what an export has landed. Lists have the state alone. */
export const analysisSchema: Schema = object(
  {
    state: { enum: ANALYSIS_STATES },
    progress: nullable(object({ partsDone: count, partsTotal: count })),
    sums: list(object({ column: text, currency: text, sum: amount, negative: amount, lines: count })),
    figures: nullable({ ...text, description: 'Path of `_figures.json` inside the container.' }),
    changes: nullable({ ...text, description: 'Path of `_changes.json`; null of a first version.' }),
    drift: list(object({ code: { enum: DRIFT_CODES }, column: text, message: text })),
    driftTotal: count,
    table: nullable(object({ path: text, version: count, rows: count })),
    warnings: list(object({ code: ref('ErrorCode'), message: text })),
  },
  ['progress', 'sums', 'figures', 'changes', 'drift', 'driftTotal', 'table', 'warnings'],
);

const refused = list(object({ id: text, code: ref('ErrorCode'), message: text }));

/** What one request for analyses has started, and how far it is. */
export const analysesSchemaOfApi: Schema = object({
  id: text,
  status: { enum: ANALYSES_STATUSES },
  progress: object({ exportsDone: count, exportsTotal: count }),
  startedAt: time,
  endedAt: nullable(time),
  failed: { ...refused, description: 'The first hundred.' },
  refused,
});

export const analysesPlanSchema: Schema = object({
  value: list(object({ id: text, lines: count, bytes: count })),
  refused,
});

export const costsSchema: Schema = object({
  value: list(object({ customerId: text, customerName: text, sum: amount })),
});
