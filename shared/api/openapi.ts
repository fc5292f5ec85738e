import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';
import { FIGURES, figureShape } from '../export/figures.ts';
import { exportRequestSchema } from '../export/request.ts';
import { PHASES } from '../export/run.ts';
import { EXPORT_STATUSES } from '../export/status.ts';
import { analysesRequestSchema } from '../schedule/analysesRequest.ts';
import { backfillRequestSchema } from '../schedule/backfillRequest.ts';
import { VERSION } from '../version.ts';
import { analysesPlanSchema, analysesSchemaOfApi, analysisSchema, costsSchema } from './analysisSchemas.ts';
import { BACKFILL_STATUSES } from './backfillBody.ts';
import { invoiceSchemas } from './invoiceSchemas.ts';
import { paths } from './openApiPaths.ts';
import { count, list, nullable, object, ref, type Schema, text, time } from './openApiWords.ts';

const planned = list(object({ id: text, request: { type: 'object' } }));
const refused = list(object({ invoiceId: text, code: ref('ErrorCode'), message: text }));

const figures = figureShape(count, count);
const unknownAtTimes = Object.entries(FIGURES).flatMap(([name, { always }]) => (always ? [] : [name]));

/** The schemas of everything that the API takes and answers. */
const schemas: Record<string, Schema> = {
  ExportRequest: z.toJSONSchema(exportRequestSchema, { io: 'input' }) as Schema,
  Export: object({
    id: text,
    request: { type: 'object', description: 'The request, with its defaults filled in.' },
    status: { enum: EXPORT_STATUSES },
    phase: nullable({ enum: PHASES }),
    progress: nullable(object({ filesDone: count, filesTotal: count, ...figures }, unknownAtTimes)),
    startedAt: nullable(time),
    updatedAt: time,
    endedAt: nullable(time),
    result: nullable(object({ version: text, manifest: text, files: count, ...figures }, unknownAtTimes)),
    error: nullable(object({ code: ref('ErrorCode'), message: text, help: text })),
    warnings: list(object({ code: ref('ErrorCode'), message: text })),
    analysis: nullable(ref('Analysis')),
  }),
  Analysis: analysisSchema,
  AnalysesRequest: z.toJSONSchema(analysesRequestSchema, { io: 'input' }) as Schema,
  Analyses: analysesSchemaOfApi,
  AnalysesPlan: analysesPlanSchema,
  ExportPhases: object({
    phases: list(object({ phase: { enum: PHASES }, enteredAt: time })),
    attempt: nullable({ type: 'integer', minimum: 1 }),
  }),
  Costs: costsSchema,
  ExportPage: object({ value: list(ref('Export')), nextLink: text }, ['nextLink']),
  Problem: object(
    {
      type: text,
      title: text,
      status: { type: 'integer' },
      code: ref('ErrorCode'),
      detail: text,
      hint: text,
      errors: list(object({ path: text, message: text })),
    },
    ['errors'],
  ),
  BackfillRequest: z.toJSONSchema(backfillRequestSchema, { io: 'input' }) as Schema,
  Backfill: object({ id: text, value: planned, refused }),
  BackfillPlan: object({ value: planned, refused }),
  BackfillStatus: object({
    id: text,
    status: { enum: BACKFILL_STATUSES },
    exports: list(object({ id: text, status: { enum: EXPORT_STATUSES } })),
    refused,
  }),
  ...invoiceSchemas,
  ErrorCode: { type: 'string', enum: Object.keys(ERROR_CODES) },
  Health: object({
    ok: { type: 'boolean' },
    checks: {
      type: 'object',
      additionalProperties: object(
        { ok: { type: 'boolean' }, detail: text, errors: list(object({ name: text, message: text })) },
        ['detail', 'errors'],
      ),
    },
  }),
};

/** The OpenAPI 3.1 description of the HTTP API. */
export function openApiDocument(serverUrl: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'partner-billing-export',
      version: VERSION,
      description: "Exports a CSP partner's billing data from Microsoft Graph into the partner's own storage account.",
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl }],
    paths,
    components: {
      schemas,
      securitySchemes: { functionKey: { type: 'apiKey', in: 'header', name: 'x-functions-key' } },
    },
    security: [{ functionKey: [] }],
  };
}
