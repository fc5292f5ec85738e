import { describe, expect, test } from '@jest/globals';
import { describeBackfill } from '../../../shared/api/backfillBody.ts';
import { cancelBackfill } from '../../../shared/api/cancelBackfill.ts';
import type { ApiProblem } from '../../../shared/api/problem.ts';
import { planRequestedBackfill, readBackfillRequest, startBackfill } from '../../../shared/api/startBackfill.ts';
import type { Instance } from '../../../shared/durable/instances.ts';
import { failed, rejected, type Step } from '../../../shared/export/stop.ts';
import type { Invoice } from '../../../shared/microsoft/partnerCenter.ts';
import type { Backfill } from '../../../shared/schedule/backfill.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST } from '../../support/requests.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

type Listed = Step<{ invoices: Invoice[] }>;

function servicesOf(listed: Listed = { invoices: [] }) {
  const read = readSettings({ LANDING_STORAGE: 'UseDevelopmentStorage=true', INVOICE_EXPORTS: 'billedUsage' });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  let lists = 0;
  const partnerCenter = {
    invoices: async () => {
      lists++;
      return listed;
    },
    probe: async () => ({}),
  };
  return { partnerCenter, settings: read.settings, lists: () => lists };
}

const plan = (request: Parameters<typeof planRequestedBackfill>[1], listed?: Listed) =>
  planRequestedBackfill(servicesOf(listed), request);

describe('the plan of a backfill', () => {
  test('by number asks nobody', async () => {
    const services = servicesOf();
    const planned = await planRequestedBackfill(services, { invoiceIds: ['G2', 'G1'] });
    expect(planned.exports.map(({ id }) => id)).toEqual(['billed-usage-G2-full', 'billed-usage-G1-full']);
    expect(services.lists()).toBe(0);
  });

  test('by date holds what the range holds, by number', async () => {
    const invoices = [
      { id: 'G3', invoiceDate: '2026-03-31' },
      { id: 'G2', invoiceDate: '2026-03-01' },
      { id: 'G1', invoiceDate: '2026-02-28' },
      { id: 'G4', invoiceDate: '2026-04-01' },
    ];
    const planned = await plan({ from: '2026-03-01', to: '2026-03-31' }, { invoices });
    expect(planned.exports.map(({ request }) => 'invoiceId' in request && request.invoiceId)).toEqual(['G2', 'G3']);
  });

  test.each<[string, () => Promise<Backfill>, object]>([
    [
      'none of the numbers can be exported',
      () => plan({ invoiceIds: ['D1', 'X'] }),
      {
        status: 400,
        code: 'InvalidRequest',
        errors: [
          { path: 'invoiceIds', message: expect.stringMatching(/^D1: /) },
          { path: 'invoiceIds', message: expect.stringMatching(/^X: /) },
        ],
      },
    ],
    [
      'none of the invoices of the days can be exported',
      () => plan({ from: '2026-03-01', to: '2026-03-31' }, { invoices: [{ id: 'D1', invoiceDate: '2026-03-05' }] }),
      { status: 400, code: 'InvalidRequest', errors: [{ path: 'from', message: expect.stringMatching(/^D1: /) }] },
    ],
    [
      'there is no invoice of these days',
      () => plan({ from: '2026-03-01', to: '2026-03-31' }),
      { status: 400, code: 'InvalidRequest', errors: [{ path: 'from', message: expect.stringMatching(/\w/) }] },
    ],
    [
      'there are more of these days than a backfill takes',
      () =>
        plan(
          { from: '2026-03-01', to: '2026-03-31' },
          { invoices: Array.from({ length: 1_001 }, (_, n) => ({ id: `G${n}`, invoiceDate: '2026-03-05' })) },
        ),
      {
        status: 400,
        code: 'InvalidRequest',
        errors: [{ path: 'from', message: expect.stringMatching(/^1001 invoices .* at most 1000/) }],
      },
    ],
    [
      'the identity may not list invoices',
      () => plan({ from: '2026-03-01', to: '2026-03-31' }, rejected('InvoicesForbidden', 'no')),
      { status: 503, code: 'InvoicesForbidden', retryAfterSeconds: undefined },
    ],
    [
      'Partner Center is down',
      () => plan({ from: '2026-03-01', to: '2026-03-31' }, failed('ServiceUnavailable', 'down')),
      { status: 503, code: 'PartnerCenterUnavailable', retryAfterSeconds: 60 },
    ],
    [
      'the list was cancelled',
      () => plan({ from: '2026-03-01', to: '2026-03-31' }, { stop: 'cancelled' }),
      { status: 503, code: 'PartnerCenterUnavailable', retryAfterSeconds: 60 },
    ],
  ])('is a refusal when %s', async (_, planned, problem) => {
    await expect(planned()).rejects.toMatchObject(problem);
  });

  test('does not swallow a bug', async () => {
    const bug = new TypeError('bug');
    const services = {
      ...servicesOf(),
      partnerCenter: { invoices: () => Promise.reject(bug), probe: async () => ({}) },
    };
    await expect(planRequestedBackfill(services, { from: '2026-03-01', to: '2026-03-31' })).rejects.toBe(bug);
  });
});

test('a body that is not valid is refused with all its faults', () => {
  expect(readBackfillRequest({ invoiceIds: ['G1'] })).toEqual({ invoiceIds: ['G1'] });
  let problem: unknown;
  try {
    readBackfillRequest({ kinds: ['unbilledUsage'], other: 1, from: '2026-13-01', to: '2026-01-01' });
  } catch (error) {
    problem = error;
  }
  expect(problem).toMatchObject({ status: 400, code: 'InvalidRequest' });
  expect((problem as ApiProblem).errors?.map(({ path }) => path).sort()).toEqual(['from', 'kinds.0', 'other']);
});

const BACKFILL_ID = 'backfill-0123456789abcdef01234567';
const BACKFILL: Backfill = {
  id: BACKFILL_ID,
  exports: [{ id: 'billed-usage-G1-full', request: { ...BILLED_REQUEST, invoiceId: 'G1' } }],
  refused: [{ invoiceId: 'D1', code: 'LegacyInvoice', message: 'm' }],
};
const backfillInstance = (changes: Partial<Instance> = {}) =>
  instanceOf({ id: BACKFILL.id, orchestrator: 'runBackfill', input: BACKFILL, ...changes });

describe('the start of a backfill', () => {
  test('begins it under its id', async () => {
    const instances = fakeInstances();
    expect(await startBackfill(instances, BACKFILL)).toBe(BACKFILL);
    expect(instances.byId.get(BACKFILL.id)).toMatchObject({ orchestrator: 'runBackfill', input: BACKFILL });
  });

  test('joins the one of the same request that is running, with what that one does', async () => {
    const running = backfillInstance({ input: { ...BACKFILL, exports: [] } });
    const instances = fakeInstances(running);
    expect(await startBackfill(instances, BACKFILL)).toBe(running.input);
    expect(instances.byId.get(BACKFILL.id)).toBe(running);
  });

  test('follows one that has ended with another one', async () => {
    const instances = fakeInstances(backfillInstance({ runtimeStatus: 'Completed' }));
    expect(await startBackfill(instances, BACKFILL)).toBe(BACKFILL);
    expect(instances.byId.get(BACKFILL.id)?.runtimeStatus).toBe('Pending');
  });
});

describe('the answer about a backfill', () => {
  test.each([
    ['Pending', 'queued'],
    ['Running', 'running'],
    ['Suspended', 'running'],
    ['ContinuedAsNew', 'running'],
    ['Completed', 'completed'],
    ['Failed', 'failed'],
    ['Terminated', 'cancelled'],
    ['Canceled', 'cancelled'],
  ] as const)('%s: %s', async (runtimeStatus, status) => {
    const answer = await describeBackfill(fakeInstances(), backfillInstance({ runtimeStatus }));
    expect(answer).toMatchObject({ id: BACKFILL_ID, status });
  });

  const BEGAN = new Date('2026-11-08T06:00:00Z');
  const ago = new Date(BEGAN.getTime() - 1_000);
  const id = 'billed-usage-G1-full';
  const scheduled = BACKFILL.exports.map(({ request }) => ({ request }));
  const ended = [{ exportId: id, status: 'noData' as const, told: true }];

  /** A lane of the backfill that began then, with this input. */
  const lane = (input: object, changes: Partial<Instance> = {}, bornMs = BEGAN.getTime()) =>
    instanceOf({
      id: `${BACKFILL_ID}~${bornMs.toString(36)}-0`,
      orchestrator: 'exportLane',
      input: { queue: [], ended: [], ...input },
      ...changes,
    });
  const run = (changes: Partial<Instance>) => instanceOf({ id, ...changes });

  test.each<[string, Instance[], Partial<Instance>, string]>([
    ['no lane has begun', [], {}, 'queued'],
    ['its turn is now, and it is not known yet', [lane({ queue: scheduled })], {}, 'queued'],
    ['it is under way', [lane({ queue: scheduled }), run({ createdAt: BEGAN })], {}, 'running'],
    ['a run of before was joined', [lane({ queue: scheduled }), run({ createdAt: ago })], {}, 'running'],
    [
      'a run of before was joined and has ended since',
      [lane({ queue: scheduled }), run({ runtimeStatus: 'Failed', createdAt: ago, updatedAt: BEGAN })],
      {},
      'failed',
    ],
    [
      'the run of before had ended before it began',
      [lane({ queue: scheduled }), run({ runtimeStatus: 'Failed', createdAt: ago, updatedAt: ago })],
      {},
      'queued',
    ],
    ['its lane knows how it ended', [lane({ ended }), run({ runtimeStatus: 'Running' })], {}, 'noData'],
    [
      'its lane has done all its work',
      [lane({}, { runtimeStatus: 'Completed', output: ended }), run({ runtimeStatus: 'Running' })],
      {},
      'noData',
    ],
    ['a lane of an earlier time knows something', [lane({ ended }, {}, BEGAN.getTime() - 3_600_000)], {}, 'queued'],
    ['a later run has replaced it', [run({ runtimeStatus: 'Running' })], { output: { ended } }, 'noData'],
    ['the backfill was cancelled before', [lane({ queue: scheduled })], { runtimeStatus: 'Terminated' }, 'cancelled'],
    [
      'the backfill was cancelled while it ran',
      [lane({ queue: scheduled }), run({ createdAt: BEGAN })],
      { runtimeStatus: 'Terminated' },
      'running',
    ],
    ['the backfill itself failed', [], { runtimeStatus: 'Failed', output: 'text' }, 'cancelled'],
  ])('tells of an export: %s', async (_, instances, changes, status) => {
    const backfill = backfillInstance({ createdAt: BEGAN, ...changes });
    expect(await describeBackfill(fakeInstances(...instances), backfill)).toMatchObject({
      exports: [{ id, status }],
      refused: BACKFILL.refused,
    });
  });

  test('reads the lanes and what they have in hand, however many exports there are', async () => {
    const exports = Array.from({ length: 2_000 }, (_, n) => ({
      ...BACKFILL.exports[0],
      id: `billed-usage-G${n}-full`,
    }));
    const backfill = backfillInstance({ createdAt: BEGAN, input: { ...BACKFILL, exports } });
    const instances = fakeInstances(lane({ queue: scheduled }), run({ createdAt: BEGAN }));
    expect((await describeBackfill(instances, backfill)).exports).toHaveLength(2_000);
    expect(instances.looks).toBe(2);
  });
});

describe('a cancel of a backfill', () => {
  const cancel = (...instances: Instance[]) =>
    cancelBackfill(fakeInstances(...instances), createVirtualClock(), BACKFILL_ID);

  test('ends it', async () => {
    expect(await cancel(backfillInstance())).toMatchObject({ runtimeStatus: 'Terminated' });
  });

  test('again is the same; of one that has ended it is refused, of none it is a 404', async () => {
    const cancelled = backfillInstance({ runtimeStatus: 'Terminated' });
    expect(await cancel(cancelled)).toBe(cancelled);
    await expect(cancel(backfillInstance({ runtimeStatus: 'Completed' }))).rejects.toMatchObject({
      status: 409,
      code: 'BackfillEnded',
    });
    await expect(cancel()).rejects.toMatchObject({ status: 404, code: 'BackfillNotFound' });
  });
});
