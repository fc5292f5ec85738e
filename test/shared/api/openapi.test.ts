import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { backfillBody } from '../../../shared/api/backfillBody.ts';
import { exportBody } from '../../../shared/api/exportBody.ts';
import { unhealthySettings } from '../../../shared/api/health.ts';
import { openApiDocument } from '../../../shared/api/openapi.ts';
import { ApiProblem, problemResponse } from '../../../shared/api/problem.ts';
import type { Instance } from '../../../shared/durable/instances.ts';
import { ERROR_CODES } from '../../../shared/errors.ts';
import { instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST, runOfRequest, UNBILLED_REQUEST } from '../../support/requests.ts';

type Json = Record<string, unknown>;

const document = JSON.parse(JSON.stringify(openApiDocument('https://x.example/api'))) as {
  servers: { url: string }[];
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, { description: string }> }>>;
  components: { schemas: Record<string, Json> };
};
const { schemas } = document.components;

/** Does a JSON value fit the schema of this name? */
function faults(name: string, value: unknown): string[] {
  const text = JSON.stringify({ $defs: schemas, $ref: `#/components/schemas/${name}` });
  const schema = z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
  const parsed = schema.safeParse(JSON.parse(JSON.stringify(value)));
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function* textsIn(value: unknown): Generator<[string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const entry of Object.entries(value)) {
    yield entry;
    yield* textsIn(entry[1]);
  }
}

describe('the description of the API', () => {
  test('refers to nothing that it does not hold', () => {
    const refs = [...textsIn(document)].flatMap(([key, value]) => (key === '$ref' ? [String(value)] : []));
    expect(refs.length).toBeGreaterThan(0);
    expect(refs.filter((ref) => !schemas[ref.replace('#/components/schemas/', '')])).toEqual([]);
  });

  test('names each operation once, and its server', () => {
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(document.servers).toEqual([{ url: 'https://x.example/api' }]);
  });

  test('names codes that there are, in the answers that refuse', () => {
    const refusals = Object.values(document.paths)
      .flatMap((item) => Object.values(item))
      .flatMap(({ responses }) => Object.entries(responses))
      .filter(([status]) => Number(status) >= 400)
      .flatMap(([, { description }]) => description.match(/\b[A-Z][a-z]+[A-Z]\w+/g) ?? []);
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.filter((word) => !(word in ERROR_CODES))).toEqual([]);
  });
});

describe('what the API answers is as it says', () => {
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

  test('about a backfill', () => {
    const refused = [{ invoiceId: 'D1', code: 'LegacyInvoice', message: 'm' }];
    const input = { id: 'b', exports: [{ id: 'e', request: BILLED_REQUEST }], refused };
    expect(faults('BackfillStatus', backfillBody(instanceOf({ input }), new Map()))).toEqual([]);
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
