import { ALL_KINDS } from '../export/kinds.ts';
import { EXPORT_STATUSES } from '../export/status.ts';
import { PROOF_STATES } from '../proof/proofDocument.ts';
import { NO_PROOF } from './listInvoices.ts';
import {
  always,
  answer,
  everywhere,
  idParameter,
  including,
  jsonContent,
  location,
  problem,
  query,
  retryAfter,
} from './openApiAnswers.ts';
import { ref, text } from './openApiWords.ts';

/** Every route, what it takes and what it answers. */
export const paths = {
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
      responses: {
        200: answer('The customers', ref('Costs')),
        400: problem('InvalidRequest'),
        409: problem('AnalysisOff'),
        ...everywhere,
      },
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
      responses: {
        200: answer('All of them', ref('Months')),
        400: problem('InvalidRequest'),
        409: problem('AnalysisOff'),
        ...everywhere,
      },
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
