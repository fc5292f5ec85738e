import { describe, expect, test } from '@jest/globals';
import { backfillBody } from '../../../shared/api/backfillBody.ts';
import type { ApiProblem } from '../../../shared/api/problem.ts';
import { planRequestedBackfill, readBackfillRequest, startBackfill } from '../../../shared/api/startBackfill.ts';
import type { Instance } from '../../../shared/durable/instances.ts';
import { failed, rejected, type Step } from '../../../shared/export/stop.ts';
import type { Invoice } from '../../../shared/microsoft/partnerCenter.ts';
import type { Backfill } from '../../../shared/schedule/backfill.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST } from '../../support/requests.ts';

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

const BACKFILL: Backfill = {
  id: 'backfill-1',
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
  ] as const)('%s: %s', (runtimeStatus, status) => {
    expect(backfillBody(backfillInstance({ runtimeStatus }), new Map())).toMatchObject({ id: 'backfill-1', status });
  });

  const BEGAN = new Date('2026-11-08T06:00:00Z');
  const ago = new Date(BEGAN.getTime() - 1);
  const id = 'billed-usage-G1-full';

  test.each<[string, Partial<Instance> | undefined, unknown, string]>([
    ['not started yet', undefined, undefined, 'queued'],
    ['running', { runtimeStatus: 'Running', createdAt: BEGAN }, undefined, 'running'],
    ['a run of before that is still active, and was joined', { createdAt: ago }, undefined, 'running'],
    ['a run that ended before the backfill began', { runtimeStatus: 'Failed', createdAt: ago }, undefined, 'queued'],
    ['a run that ended since', { runtimeStatus: 'Failed', createdAt: BEGAN }, undefined, 'failed'],
    [
      'what ended here, though a later run has replaced it',
      { runtimeStatus: 'Running' },
      { ended: [{ exportId: id, status: 'noData', told: true }] },
      'noData',
    ],
    [
      'what ended of another export says nothing',
      { runtimeStatus: 'Running' },
      { ended: [{ exportId: 'other', status: 'noData', told: true }] },
      'running',
    ],
    ['an output without ends', { runtimeStatus: 'Running' }, {}, 'running'],
  ])('tells of each export: %s', (_, changes, output, status) => {
    const exports = new Map(changes ? [[id, instanceOf({ id, ...changes })]] : []);
    expect(backfillBody(backfillInstance({ output, createdAt: BEGAN }), exports)).toMatchObject({
      exports: [{ id, status }],
      refused: BACKFILL.refused,
    });
  });
});
