import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { type Answer, openTarget, type Target } from './support/target.ts';
import { filesThatDiffer, landingOf, readJson } from './support/zcat.ts';

/** What exists at the service: overridden where the suite runs against an app that exports real data. */
const INVOICE = process.env.E2E_INVOICE_ID ?? 'G000000001';
const CURRENCY = process.env.E2E_CURRENCY ?? 'EUR';
const ENDED_WELL = ['completed', 'unchanged', 'noData'];

const KINDS = [
  { kind: 'billedUsage', invoiceId: INVOICE },
  { kind: 'billedReconciliation', invoiceId: INVOICE },
  { kind: 'unbilledUsage', currencyCode: CURRENCY, billingPeriod: 'current' },
  { kind: 'unbilledReconciliation', currencyCode: CURRENCY, billingPeriod: 'last' },
  // Beta: read below it, whatever GRAPH_BASE_URL names, and without a choice of attributes.
  { kind: 'billedAggregatedUsage', invoiceId: INVOICE },
] as const;

interface Problem {
  code: string;
  errors?: { path: string; message: string }[];
}

/** Everything here is asked by HTTP; what only the embedded stack can show is looked at besides, where there is one. */
describe('the API of a running app', () => {
  let target: Target;
  /** The kinds run beside each other; what is asked of them below is asked of runs that share the process. */
  let answers: Answer[] = [];

  beforeAll(async () => {
    target = await openTarget({
      scenario: { polls: ['running'], data: { files: 4, unpackedBytes: { from: 0, to: 600_000 }, members: 2 } },
    });
    answers = await Promise.all(KINDS.map((request) => target.call('POST', 'api/exports', request)));
  }, 90_000);
  afterAll(() => target?.stop());

  const posts = () => target.stack?.graph.requests.filter(({ method }) => method === 'POST').length;

  test.each(KINDS)(
    '$kind ends well, and what landed is what zcat says',
    async (request) => {
      // Act
      const answer = answers[KINDS.indexOf(request)];
      if (!answer) throw new Error('It was not started.');
      const started = answer.body as ExportBody;
      const ended = await target.untilEnded(started.id, 600_000);

      // Assess
      expect(answer.status).toBe(202);
      expect(answer.headers.get('location')).toBe(`${target.url}/api/exports/${started.id}`);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(started).toEqual({
        id: expect.stringMatching(/^(un)?billed-((usage|reconciliation)-[A-Z0-9-]+-full|aggregated-usage-[A-Z0-9]+)$/),
        request: {
          ...request,
          ...(request.kind === 'billedAggregatedUsage' ? {} : { attributeSet: 'full' }),
          force: false,
          ...('invoiceId' in request ? {} : month(started)),
        },
        status: expect.stringMatching(/^(queued|running)$/),
        phase: started.status === 'queued' ? null : expect.any(String),
        progress: null,
        startedAt: started.status === 'queued' ? null : expect.any(String),
        updatedAt: expect.any(String),
        endedAt: null,
        result: null,
        error: null,
        warnings: [],
        analysis: null,
      });
      expect(ENDED_WELL).toContain(ended.status);
      expect(ended).toMatchObject({ id: started.id, phase: null, error: null, warnings: [] });
      expect(Date.parse(ended.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(ended.startedAt ?? ''));
      if (ended.result) {
        const { files, bytes, lines } = ended.result;
        // The attributes of aggregated usage are not known, so it has no table.
        const table = request.kind === 'billedAggregatedUsage' ? null : { rows: lines };
        expect(ended.analysis).toMatchObject({ state: 'done', driftTotal: 0, table });
        expect(ended.progress).toEqual({ filesDone: files, filesTotal: files, bytes, lines });
        expect(ended.result.manifest).toContain(`version=${ended.result.version}/_manifest.json`);
      }
      if (target.stack) {
        expect(await filesThatDiffer(target.stack, ended.result?.manifest ?? '')).toEqual({ files: 4, differ: [] });
        const exportFolder = (ended.result?.manifest ?? '').replace(/version=.*/, '');
        expect(await readJson(landingOf(target.stack), `${exportFolder}_latest.json`)).toMatchObject({
          version: ended.result?.version,
          manifest: ended.result?.manifest,
        });
      }
    },
    620_000,
  );

  function month({ request }: ExportBody): object {
    return { month: 'month' in request ? request.month : 'missing' };
  }

  test('two starts at once are one run', async () => {
    const request = { kind: 'billedUsage', invoiceId: INVOICE, attributeSet: 'basic' };
    const before = posts() ?? 0;
    const [one, two] = await Promise.all([target.start(request), target.start(request)]);
    expect(two.id).toBe(one.id);
    const third = await target.start(request);
    expect(third.id).toBe(one.id);
    expect(ENDED_WELL).toContain((await target.untilEnded(one.id, 600_000)).status);
    if (target.stack) expect(posts()).toBe(before + 1);
  }, 620_000);

  test('the same data again is unchanged', async () => {
    const { id } = await target.start(KINDS[0]);
    const ended = await target.untilEnded(id, 600_000);
    expect(['unchanged', 'noData']).toContain(ended.status);
  }, 620_000);

  test('a run can be cancelled while it waits, and started anew', async () => {
    const request = { kind: 'billedReconciliation', invoiceId: INVOICE, attributeSet: 'basic' };
    const { id } = await target.start(request);
    const cancelled = await target.call('POST', `api/exports/${id}/cancel`);
    expect(cancelled).toMatchObject({ status: 202, body: { id, status: 'cancelled', result: null, error: null } });
    expect(await target.untilEnded(id)).toMatchObject({ status: 'cancelled' });
    await target.start(request);
    const ended = await target.untilEnded(id, 600_000);
    expect(ENDED_WELL).toContain(ended.status);
    expect(await target.call('POST', `api/exports/${id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'ExportEnded' },
    });
  }, 620_000);

  test('lists exports in pages, newest first, each once', async () => {
    const seen: ExportBody[] = [];
    let pages = 0;
    for (let path: string | undefined = 'api/exports?top=2'; path !== undefined; pages++) {
      const { status, body } = await target.call('GET', path);
      expect(status).toBe(200);
      const { value, nextLink } = body as { value: ExportBody[]; nextLink?: string };
      expect(value.length).toBeLessThanOrEqual(2);
      seen.push(...value);
      path = nextLink;
    }
    expect(pages).toBeGreaterThanOrEqual(3);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const starts = seen.map(({ startedAt }) => startedAt ?? '');
    expect([...starts].sort().reverse()).toEqual(starts);

    const some = await target.call('GET', 'api/exports?kind=billedUsage&status=unchanged,completed,noData');
    for (const one of (some.body as { value: ExportBody[] }).value) {
      expect({ kind: one.request.kind, wanted: ENDED_WELL.includes(one.status) }).toEqual({
        kind: 'billedUsage',
        wanted: true,
      });
    }
  });

  test('says that it is healthy, and of what', async () => {
    const { status, body } = await target.call('GET', 'api/health');
    const ok = expect.objectContaining({ ok: true });
    expect({ status, body }).toEqual({
      status: 200,
      body: { ok: true, checks: { settings: ok, landing: ok, graph: ok, partnerCenter: ok, events: ok } },
    });
  });

  test('describes itself', async () => {
    const { status, body } = await target.call('GET', 'api/openapi.json');
    expect(status).toBe(200);
    const { openapi, paths } = body as { openapi: string; paths: Record<string, object> };
    expect(openapi).toMatch(/^3\.1\./);
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((verb) => `${verb} ${path}`),
    );
    expect(operations.map((operation) => operation.replace('/api/', '/')).sort()).toEqual(
      expect.arrayContaining([
        'get /analyses/{id}',
        'post /analyses',
        'post /analyses/{id}/cancel',
        'post /backfills/{id}/cancel',
        'get /backfills/{id}',
        'get /exports',
        'get /exports/{id}',
        'get /health',
        'get /openapi.json',
        'post /backfills',
        'post /exports',
        'post /exports/{id}/cancel',
      ]),
    );
  });

  test.each<[string, string, string, unknown, number, string, string[] | undefined]>([
    [
      'every fault of a body',
      'POST',
      'api/exports',
      { kind: 'billedUsage', invoiceId: 7, attributeSet: 'all', force: 'yes', colour: 'red' },
      400,
      'InvalidRequest',
      ['attributeSet', 'colour', 'force', 'invoiceId'],
    ],
    [
      'a misspelt property',
      'POST',
      'api/exports',
      { kind: 'billedUsage', invoiceId: 'G000000001', Force: true },
      400,
      'InvalidRequest',
      ['Force'],
    ],
    ['no kind, and more', 'POST', 'api/exports', { force: 1 }, 400, 'InvalidRequest', ['force', 'kind']],
    ['an unknown kind', 'POST', 'api/exports', { kind: 'everything' }, 400, 'InvalidRequest', ['kind']],
    [
      'what is missing',
      'POST',
      'api/exports',
      { kind: 'unbilledUsage' },
      400,
      'InvalidRequest',
      ['billingPeriod', 'currencyCode'],
    ],
    ['a body that is no JSON', 'POST', 'api/exports', '{"kind":', 400, 'InvalidRequest', ['']],
    ['a body that is no object', 'POST', 'api/exports', '[]', 400, 'InvalidRequest', ['']],
    [
      'a classic invoice',
      'POST',
      'api/exports',
      { kind: 'billedUsage', invoiceId: 'D000000001' },
      400,
      'LegacyInvoice',
      ['invoiceId'],
    ],
    ['an unknown id', 'GET', 'api/exports/billed-usage-G999999999-full', undefined, 404, 'ExportNotFound', undefined],
    ['no export id', 'GET', 'api/exports/whatever', undefined, 404, 'ExportNotFound', undefined],
    [
      'to cancel what is not there',
      'POST',
      'api/exports/billed-usage-G999999999-full/cancel',
      undefined,
      404,
      'ExportNotFound',
      undefined,
    ],
    [
      'a bad query',
      'GET',
      'api/exports?top=0&status=done&kind=x&colour=red',
      undefined,
      400,
      'InvalidRequest',
      ['colour', 'kind', 'status', 'top'],
    ],
    [
      'a token that is not ours',
      'GET',
      'api/exports?continuationToken=abc',
      undefined,
      400,
      'InvalidRequest',
      ['continuationToken'],
    ],
    ['a backfill of nothing', 'POST', 'api/backfills', { invoiceIds: [] }, 400, 'InvalidRequest', ['invoiceIds']],
    ['an unknown backfill', 'GET', 'api/backfills/whatever', undefined, 404, 'BackfillNotFound', undefined],
  ])('refuses %s', async (_what, method, path, body, status, code, paths) => {
    const answer = await target.call(method, path, body);
    const problem = answer.body as Problem;
    expect(answer.contentType).toMatch(/^application\/problem\+json/);
    expect({
      status: answer.status,
      code: problem.code,
      paths: problem.errors?.map((error) => error.path).sort(),
    }).toEqual({
      status,
      code,
      paths: paths ? [...new Set(paths)].sort() : undefined,
    });
    expect(problem).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      status,
      detail: expect.any(String),
    });
  });
});
