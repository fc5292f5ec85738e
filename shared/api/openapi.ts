import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';
import { FIGURES, figureShape } from '../export/figures.ts';
import { ALL_KINDS } from '../export/kinds.ts';
import { exportRequestSchema } from '../export/request.ts';
import { PHASES } from '../export/run.ts';
import { EXPORT_STATUSES } from '../export/status.ts';
import { PROOF_STATES } from '../proof/proofDocument.ts';
import { analysesRequestSchema } from '../schedule/analysesRequest.ts';
import { backfillRequestSchema } from '../schedule/backfillRequest.ts';
import { VERSION } from '../version.ts';
import { analysesPlanSchema, analysesSchemaOfApi, analysisSchema, costsSchema } from './analysisSchemas.ts';
import { BACKFILL_STATUSES } from './backfillBody.ts';
import { invoiceSchemas } from './invoiceSchemas.ts';
import { NO_PROOF } from './listInvoices.ts';
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

const jsonContent = (schema: Schema) => ({ 'application/json': { schema } });
const answer = (description: string, schema: Schema, headers: Record<string, object> = {}) => ({
  description,
  ...(Object.keys(headers).length > 0 ? { headers } : {}),
  content: jsonContent(schema),
});
const location = {
  Location: { description: 'Where to look how far it is.', required: true, schema: { type: 'string', format: 'uri' } },
};
const retryAfter = (required: boolean) => ({
  'Retry-After': { description: 'Seconds until it is worth while to look again.', required, schema: count },
});
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});
const idParameter = { name: 'id', in: 'path', required: true, schema: text };
const query = (name: string, schema: Schema) => ({ name, in: 'query', required: false, schema });
const always = {
  401: { description: 'The function key is missing or wrong. Azure answers this, without a problem.' },
  500: problem('InternalError: the log has the reason'),
};
const everywhere = { ...always, 503: problem('SettingsInvalid: the settings of the app are not usable') };

/** The one, and of the other what was asked for. */
const including = (schema: Schema, more: Schema): Schema => ({ anyOf: [schema, { allOf: [schema, more] }] });

const paths = {
  '/exports': {
    post: {
      operationId: 'startExport',
      summary: 'Start an export, or join the one that is running.',
      requestBody: { required: true, content: jsonContent(ref('ExportRequest')) },
      responses: {
        202: answer('Started, or running already', ref('Export'), { ...location, ...retryAfter(true) }),
        400: problem('InvalidRequest or LegacyInvoice'),
        409: problem('ExportRunning: an unforced run is active'),
        ...everywhere,
      },
    },
    get: {
      operationId: 'listExports',
      summary: 'List exports, newest first.',
      parameters: [
        query('status', { type: 'string', description: `Some of ${EXPORT_STATUSES.join(', ')}, separated by commas.` }),
        query('kind', { type: 'string', description: `Some of ${ALL_KINDS.join(', ')}, separated by commas.` }),
        query('top', { type: 'integer', minimum: 1, maximum: 1000, default: 50 }),
        query('continuationToken', text),
      ],
      responses: { 200: answer('One page', ref('ExportPage')), 400: problem('InvalidRequest'), ...everywhere },
    },
  },
  '/exports/{id}': {
    get: {
      operationId: 'getExport',
      summary: 'How far an export is, and what came of it.',
      parameters: [idParameter, query('include', { enum: ['phases'], description: 'Where its time went, too.' })],
      responses: {
        200: answer('The export', including(ref('Export'), ref('ExportPhases')), retryAfter(false)),
        400: problem('InvalidRequest'),
        404: problem('ExportNotFound'),
        ...everywhere,
      },
    },
  },
  '/exports/{id}/cancel': {
    post: {
      operationId: 'cancelExport',
      summary: 'End a run before it becomes visible.',
      parameters: [idParameter],
      responses: {
        202: answer('The run ends', ref('Export'), location),
        404: problem('ExportNotFound'),
        409: problem('ExportCommitting, ExportEnded or ExportPromised'),
        ...everywhere,
      },
    },
  },
  '/backfills': {
    post: {
      operationId: 'startBackfill',
      summary: 'Export many invoices, by number or by date, a few at a time.',
      requestBody: { required: true, content: jsonContent(ref('BackfillRequest')) },
      responses: {
        200: answer('What would be started (`dryRun`)', ref('BackfillPlan')),
        202: answer('Started, or running already', ref('Backfill'), location),
        400: problem('InvalidRequest: the request is not valid, or none of the invoices can be exported'),
        ...always,
        503: problem('PartnerCenterUnavailable, InvoicesForbidden or SettingsInvalid; nothing was started'),
      },
    },
  },
  '/backfills/{id}': {
    get: {
      operationId: 'getBackfill',
      summary: 'How far a backfill is.',
      parameters: [idParameter],
      responses: {
        200: answer('The backfill', ref('BackfillStatus')),
        404: problem('BackfillNotFound'),
        ...everywhere,
      },
    },
  },
  '/backfills/{id}/cancel': {
    post: {
      operationId: 'cancelBackfill',
      summary: 'Start nothing more of a backfill; the exports that run go on.',
      parameters: [idParameter],
      responses: {
        202: answer('The backfill ends', ref('BackfillStatus'), location),
        404: problem('BackfillNotFound'),
        409: problem('BackfillEnded'),
        ...everywhere,
      },
    },
  },
  '/costs': {
    get: {
      operationId: 'listCosts',
      summary: 'What each customer cost in a month, before tax, greatest first.',
      description:
        'Of the invoices of the month, by their reconciliation, or by their usage while that has not landed; of what is not invoiced yet, by the unbilled snapshots.',
      parameters: [
        { ...query('month', { type: 'string', pattern: '^\\d{4}-\\d{2}$' }), required: true },
        { ...query('currency', { type: 'string', pattern: '^[A-Z]{3}$' }), required: true },
      ],
      responses: { 200: answer('The customers', ref('Costs')), 400: problem('InvalidRequest'), ...everywhere },
    },
  },
  '/invoices': {
    get: {
      operationId: 'listInvoices',
      summary: 'What should exist of each invoice and what does, with its proof; newest first.',
      parameters: [
        query('from', { type: 'string', format: 'date', description: 'Of the date of the invoice (UTC), inclusive.' }),
        query('to', { type: 'string', format: 'date', description: 'Inclusive.' }),
        query('state', {
          type: 'string',
          description: `Of the proof: some of ${[...PROOF_STATES, NO_PROOF].join(', ')}, separated by commas.`,
        }),
        query('top', { type: 'integer', minimum: 1, maximum: 1000, default: 50 }),
        query('continuationToken', text),
      ],
      responses: {
        200: answer('One page', ref('InvoicePage')),
        400: problem('InvalidRequest'),
        409: problem('AnalysisOff'),
        ...everywhere,
      },
    },
  },
  '/invoices/{id}': {
    get: {
      operationId: 'getInvoice',
      summary: 'The proof of an invoice, and of each kind its versions with what changed.',
      parameters: [idParameter],
      responses: {
        200: answer('The invoice', ref('InvoiceDetail')),
        404: problem('InvoiceNotFound'),
        409: problem('AnalysisOff'),
        ...everywhere,
      },
    },
  },
  '/months': {
    get: {
      operationId: 'listMonths',
      summary: 'The open months that were exported, newest first.',
      responses: { 200: answer('All of them', ref('Months')), 409: problem('AnalysisOff'), ...everywhere },
    },
  },
  '/analyses': {
    post: {
      operationId: 'startAnalyses',
      summary: 'Analyse again what has landed: by export, by the date of invoices, or all of it.',
      requestBody: { required: true, content: jsonContent(ref('AnalysesRequest')) },
      responses: {
        200: answer('What would be analysed (`dryRun`)', ref('AnalysesPlan')),
        202: answer('Started, or running already', ref('Analyses'), location),
        400: problem('InvalidRequest: the request is not valid, or none of the exports has landed'),
        409: problem('AnalysisOff'),
        ...always,
        503: problem('PartnerCenterUnavailable, InvoicesForbidden or SettingsInvalid; nothing was started'),
      },
    },
  },
  '/analyses/{id}': {
    get: {
      operationId: 'getAnalyses',
      summary: 'How far the analyses of a request are.',
      parameters: [idParameter],
      responses: { 200: answer('The analyses', ref('Analyses')), 404: problem('AnalysisNotFound'), ...everywhere },
    },
  },
  '/analyses/{id}/cancel': {
    post: {
      operationId: 'cancelAnalyses',
      summary: 'Start nothing more, and end what goes on at its next file.',
      parameters: [idParameter],
      responses: { 202: answer('It ends', ref('Analyses'), location), 404: problem('AnalysisNotFound'), ...everywhere },
    },
  },
  '/health': {
    get: {
      operationId: 'health',
      summary: 'Can the landing be written, and is a token to be had for each service?',
      responses: {
        ...always,
        200: answer('Fit to export', ref('Health')),
        503: answer('Not fit to export', ref('Health')),
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'openapi',
      summary: 'This description.',
      responses: { 200: answer('OpenAPI 3.1', { type: 'object' }), ...everywhere },
    },
  },
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
