import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Product, startProduct } from '../support/product.ts';

const MINUTE_MS = 60_000;
const small = { files: 3, unpackedBytes: 20_000, members: 1 };
const request = (invoice: number) => ({ kind: 'billedUsage', invoiceId: `G${String(invoice).padStart(9, '0')}` });

describe('what ends in what', () => {
  let product: Product;
  let invoice = 0;

  beforeAll(async () => {
    product = await startProduct({ scenario: { data: small } });
  });
  afterAll(() => product?.stop());
  beforeEach(() => {
    invoice++;
    product.stack.graph.faults.clear();
    product.stack.graph.scenario = { data: small };
    product.stack.eventGrid.events.length = 0;
  });

  const posts = () => product.stack.graph.requests.filter(({ method }) => method === 'POST').length;

  test.each([
    ['succeeded inline', {}],
    ['completed, other casing', { ending: { outcome: 'success', status: 'Completed' } }],
    ['a navigation link', { resourceLocation: 'navigationLink' }],
    ['a plain URL', { resourceLocation: 'stringUrl' }],
    ['another id, no @odata.type', { operationId: 'different', odataType: false }],
    ['timestamps of 7 digits', { timestamps: 'sevenDigits' }],
    ['timestamps without a zone', { timestamps: 'noZone' }],
    ['malformed timestamps', { timestamps: 'malformed' }],
    ['a relative Location', { location: 'relative' }],
    ['a beta Location', { location: 'beta' }],
    ['a foreign Location', { location: 'foreignOrigin' }],
    ['an unknown status first', { polls: ['notstarted', 'pondering', 'Running'] }],
    ['a shuffled manifest', { blobOrder: 'shuffled' }],
    ['no Retry-After', { retryAfter: 'none' }],
    ['a SAS with a question mark', { sas: { questionMark: true } }],
    ['gzip of several members', { data: { ...small, members: 4 } }],
  ] as const)('%s completes', async (_name, changes) => {
    product.stack.graph.scenario = { data: small, ...changes } as never;
    const body = await product.export(request(invoice));
    expect(body).toMatchObject({ status: 'completed', error: null, progress: { filesDone: 3, filesTotal: 3 } });
    expect(product.stack.eventGrid.events).toHaveLength(1);
  });

  test.each([
    [
      '5000',
      { ending: { outcome: 'failure', status: 'failed', code: '5000', message: 'No data available' } },
      'noData',
      null,
      1,
    ],
    [
      'another failure',
      { ending: { outcome: 'failure', status: 'Failed', code: '1234', message: 'Broken' } },
      'failed',
      'OperationFailed',
      3,
    ],
    ['blobCount that lies', { blobCountError: 1 }, 'failed', 'ManifestInvalid', 1],
    ['duplicate names', { duplicateNames: true }, 'failed', 'ManifestInvalid', 1],
    ['a manifest of a stranger', { resourceLocation: 'foreignLink' }, 'failed', 'ForeignOrigin', 1],
    [
      'an operation without end',
      { ending: { outcome: 'never' }, retryAfter: 'none' },
      'failed',
      'OperationTimedOut',
      2,
    ],
    ['no blobs', { data: { files: 0, unpackedBytes: 1, members: 1 } }, 'noData', null, 1],
  ] as const)('%s: %#', async (_name, changes, status, code, expectedPosts) => {
    product.stack.graph.scenario = { data: small, ...changes } as never;
    const before = posts();
    const body = await product.export(request(invoice));
    expect({ status: body.status, code: body.error?.code ?? null, posts: posts() - before }).toEqual({
      status,
      code,
      posts: expectedPosts,
    });
  });

  test.each([
    [400, 'rejected', 'RequestRefused', 1],
    [401, 'rejected', 'TokenRefused', 2],
    [403, 'rejected', 'PermissionMissing', 1],
    [404, 'rejected', 'NothingAtService', 1],
  ] as const)('%i on the POST', async (status, ended, code, expectedPosts) => {
    product.stack.graph.faults.add({
      on: 'export',
      times: Number.POSITIVE_INFINITY,
      answer: { status, message: 'No' },
    });
    const before = posts();
    const body = await product.export(request(invoice));
    expect({ status: body.status, code: body.error?.code, posts: posts() - before }).toEqual({
      status: ended,
      code,
      posts: expectedPosts,
    });
  });

  test('a Retry-After of ten minutes is waited out in a durable timer', async () => {
    product.stack.graph.faults.add({ on: 'operation', answer: { status: 429, retryAfter: { seconds: 600 } } });
    const startedMs = product.clock.now().getTime();
    const body = await product.export(request(invoice));
    expect(body.status).toBe('completed');
    expect(product.clock.now().getTime() - startedMs).toBeGreaterThan(10 * MINUTE_MS);
  });

  test('a Retry-After beyond the deadline fails', async () => {
    product.stack.graph.faults.add({ on: 'export', answer: { status: 503, retryAfter: { seconds: 100_000 } } });
    const body = await product.export(request(invoice));
    expect(body).toMatchObject({ status: 'failed', error: { code: 'ThrottledTooLong' } });
    // The service is left alone until then, by whatever comes next, too.
    await product.clock.advance(100_000_000);
  });

  test.each([410, 404])(
    'an operation that answers %i for good is submitted anew, three times in all',
    async (status) => {
      product.stack.graph.faults.add({ on: 'operation', times: Number.POSITIVE_INFINITY, answer: { status } });
      const before = posts();
      const body = await product.export(request(invoice));
      expect(body).toMatchObject({ status: 'failed', error: { code: 'OperationVanished' } });
      expect(posts() - before).toBe(3);
    },
  );
});
