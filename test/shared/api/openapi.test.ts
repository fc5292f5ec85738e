import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { describeBackfill } from '../../../shared/api/backfillBody.ts';
import { exportBody } from '../../../shared/api/exportBody.ts';
import { unhealthySettings } from '../../../shared/api/health.ts';
import { openApiDocument } from '../../../shared/api/openapi.ts';
import { ApiProblem, problemResponse } from '../../../shared/api/problem.ts';
import type { Instance } from '../../../shared/durable/instances.ts';
import { ERROR_CODES } from '../../../shared/errors.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';
import { type ApiAnswer, answerChecker, namedSchemaChecker, type OpenApi } from '../../support/openApi.ts';
import { BILLED_REQUEST, runOfRequest, UNBILLED_REQUEST } from '../../support/requests.ts';
import { temporaryDirectory } from '../../support/temporaryDirectory.ts';

const directory = temporaryDirectory();
afterAll(directory.remove);

const document = openApiDocument('https://app.example/api') as OpenApi & { servers: object };

describe('the description of the API', () => {
  test('is OpenAPI 3.1', () => {
    const file = join(directory.path, 'openapi.json');
    writeFileSync(file, JSON.stringify(document));
    const cli = 'node_modules/@seriousme/openapi-schema-validator/bin/validate-api-cli.js';
    expect(JSON.parse(execFileSync(process.execPath, [cli, file], { encoding: 'utf8' }))).toEqual({ valid: true });
  });

  test('names its server, and codes that there are', () => {
    expect(document.servers).toEqual([{ url: 'https://app.example/api' }]);
    const refusals = Object.values(document.paths)
      .flatMap((item) => Object.values(item))
      .flatMap(({ responses }) => Object.entries(responses))
      .filter(([status]) => Number(status) >= 400 && status !== '401')
      .flatMap(([, { description }]) => description.match(/\b[A-Z][a-z]+[A-Z]\w+/g) ?? []);
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.filter((word) => !(word in ERROR_CODES))).toEqual([]);
  });
});

describe('what the API answers is as it says', () => {
  const faults = namedSchemaChecker(document);
  const result = { version: 'v', manifest: 'm', files: 1, lines: 2, bytes: 3 };
  const error = { code: 'GzipInvalid', message: 'm' };
  const warnings = [{ code: 'PeriodMismatch', message: 'w' }];
  const state = { phase: 'copying', startedAt: '2026-11-08T06:00:05.000Z', attempt: 1, warnings };

  test.each<[string, Partial<Instance>]>([
    ['queued', { runtimeStatus: 'Pending' }],
    ['running', { customStatus: state }],
    ['completed', { runtimeStatus: 'Completed', output: { status: 'completed', result, warnings } }],
    ['failed', { runtimeStatus: 'Completed', output: { status: 'failed', error, warnings: [] } }],
    ['cancelled', { runtimeStatus: 'Terminated' }],
  ])('about an export that is %s', (_, changes) => {
    const counted = { filesDone: 1, filesTotal: 2, bytes: 3, lines: 4 };
    const body = exportBody(instanceOf(changes), runOfRequest(), counted);
    expect(faults('Export', body)).toEqual([]);
    expect(faults('ExportPage', { value: [body], nextLink: 'https://x.example' })).toEqual([]);
  });

  test('about a backfill', async () => {
    const refused = [{ invoiceId: 'D1', code: 'LegacyInvoice', message: 'm' }];
    const input = { id: 'b', exports: [{ id: 'e', request: BILLED_REQUEST }], refused };
    expect(faults('BackfillStatus', await describeBackfill(fakeInstances(), instanceOf({ input })))).toEqual([]);
  });

  test('about its health', () => {
    expect(faults('Health', unhealthySettings([{ name: 'LANDING_STORAGE', message: 'm' }]))).toEqual([]);
  });

  test('when it refuses', () => {
    const problem = new ApiProblem(400, 'InvalidRequest', 'd', { errors: [{ path: 'kind', message: 'm' }] });
    expect(faults('Problem', JSON.parse(String(problemResponse(problem).body)))).toEqual([]);
    expect(faults('Problem', { ...problem, title: 't' })).not.toEqual([]);
  });

  test('and what it takes as well', () => {
    const { month: _, ...unbilled } = UNBILLED_REQUEST;
    expect(faults('ExportRequest', BILLED_REQUEST)).toEqual([]);
    expect(faults('ExportRequest', unbilled)).toEqual([]);
    expect(faults('ExportRequest', { ...unbilled, invoiceId: 'G1' })).not.toEqual([]);
    expect(faults('BackfillRequest', { invoiceIds: ['G1'], dryRun: true })).toEqual([]);
    expect(faults('BackfillRequest', { invoiceIds: [] })).not.toEqual([]);
  });
});

describe('what checks the answers of the other tests against the description', () => {
  const check = answerChecker(document);
  const problem = { type: 't', title: 't', status: 404, code: 'ExportNotFound', detail: 'd', hint: 'h' };
  const answer = (change: Partial<ApiAnswer>, contentType = 'application/problem+json'): ApiAnswer => ({
    status: 404,
    headers: new Headers({ 'content-type': contentType }),
    body: problem,
    ...change,
  });

  test('accepts what is described', () => {
    expect(check('GET', '/api/exports/x', answer({}))).toEqual([]);
  });

  test.each<[string, ApiAnswer, RegExp]>([
    ['a status', answer({ status: 418 }), /does not tell of 418/],
    ['a content type', answer({}, 'text/html'), /as text\/html is not described/],
    ['a property', answer({ body: { ...problem, secret: 1 } }), /additional properties.*secret/],
    ['a value', answer({ body: { ...problem, code: 'Oops' } }), /must be equal to one of the allowed values/],
  ])('finds %s that is not described', (_what, given, fault) => {
    expect(check('GET', '/api/exports/x', given)).toEqual([expect.stringMatching(fault)]);
  });

  test('finds what is missing', () => {
    const { code: _, ...rest } = problem;
    expect(check('GET', '/api/exports/x', answer({ body: rest }))).toEqual([expect.stringMatching(/'code'/)]);
    const accepted = answer({ status: 202, body: {} }, 'application/json');
    expect(check('POST', '/api/exports/x/cancel', accepted).join()).toMatch(/header Location is missing/);
  });
});
