import { describe, expect, test } from '@jest/globals';
import { cancelExport } from '../../../shared/api/cancelExport.ts';
import { findExport } from '../../../shared/api/findExport.ts';
import { ApiProblem, problemResponse } from '../../../shared/api/problem.ts';
import { readExportRequest, startExport } from '../../../shared/api/startExport.ts';
import { runOf } from '../../../shared/durable/exportInstance.ts';
import { type Instance, isActive } from '../../../shared/durable/instances.ts';
import type { ExportRequest } from '../../../shared/export/request.ts';
import { anySettings } from '../../support/anySettings.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const ID = 'billed-usage-G000000001-full';
const DEADLINE = { operationDeadlineMs: 7_200_000 };
const SETTINGS = anySettings({ OPERATION_DEADLINE_MINUTES: '120' });
const FORCED = { ...BILLED_REQUEST, force: true };

const start = (instances: ReturnType<typeof fakeInstances>, request: ExportRequest = BILLED_REQUEST) =>
  startExport({ settings: SETTINGS, clock: createVirtualClock() }, instances, request).then(({ instance }) => instance);

describe('a start', () => {
  test('begins a run under the id of the request', async () => {
    const instances = fakeInstances();
    const started = await start(instances);
    expect(started).toMatchObject({ id: ID, runtimeStatus: 'Pending' });
    expect(instances.byId.get(ID)?.input).toMatchObject({ exportId: ID, request: BILLED_REQUEST, ...DEADLINE });
  });

  test.each(['Pending', 'Running', 'Suspended'] as const)('joins the run that is %s', async (runtimeStatus) => {
    const running = instanceOf({ runtimeStatus });
    const instances = fakeInstances(running);
    expect(await start(instances)).toBe(running);
    expect(instances.byId.get(ID)).toBe(running);
  });

  test.each(['Completed', 'Failed', 'Terminated'] as const)(
    'follows a run that is %s with another one',
    async (runtimeStatus) => {
      const instances = fakeInstances(instanceOf({ runtimeStatus }));
      const started = await start(instances);
      expect(isActive(started)).toBe(true);
      const runId = runOf(started)?.runId;
      expect(runId).toMatch(/^[0-9a-f-]{36}$/);
      expect(runId).not.toBe(runOfRequest().runId);
    },
  );

  test('reports a queued run while the backend still shows the one before', async () => {
    const before = instanceOf({ runtimeStatus: 'Completed' });
    const instances = fakeInstances(before);
    instances.start = async () => true;
    expect(await start(instances)).toMatchObject({ runtimeStatus: 'Pending', input: { request: BILLED_REQUEST } });
    instances.byId.clear();
    expect(await start(instances)).toMatchObject({ runtimeStatus: 'Pending' });
  });

  test('reports a run that has ended already as what it is', async () => {
    const instances = fakeInstances();
    instances.start = async (_, id, input) => {
      instances.byId.set(id, instanceOf({ id, input, runtimeStatus: 'Completed' }));
      return true;
    };
    expect(await start(instances)).toMatchObject({ runtimeStatus: 'Completed' });
  });

  test('that is forced does not join an unforced run, not even one that came in between', async () => {
    await expect(start(fakeInstances(instanceOf()), FORCED)).rejects.toMatchObject({
      status: 409,
      code: 'ExportRunning',
    });
    const instances = fakeInstances();
    instances.start = async () => {
      instances.byId.set(ID, instanceOf());
      return false;
    };
    await expect(start(instances, FORCED)).rejects.toMatchObject({ code: 'ExportRunning' });
  });

  test('joins a forced run, which does more than was asked for', async () => {
    const running = instanceOf({ input: runOfRequest(FORCED) });
    expect(await start(fakeInstances(running))).toBe(running);
    expect(await start(fakeInstances(running), FORCED)).toBe(running);
  });
});

describe('a body', () => {
  const read = (body: unknown) => readExportRequest(body, new Date('2026-11-08T06:00:00Z'), { attributeSet: 'full' });

  test('is read', () => {
    expect(read({ kind: 'billedUsage', invoiceId: 'G000000001' })).toEqual(BILLED_REQUEST);
  });

  test.each([
    ['a classic invoice', { kind: 'billedUsage', invoiceId: 'D000000001' }, 'LegacyInvoice', ['invoiceId']],
    [
      'a classic invoice and another fault',
      { kind: 'billedUsage', invoiceId: 'D1', force: 1 },
      'InvalidRequest',
      ['force', 'invoiceId'],
    ],
    [
      'a classic invoice where none belongs',
      { kind: 'unbilledUsage', currencyCode: 'EUR', billingPeriod: 'last', invoiceId: 'D1' },
      'InvalidRequest',
      ['invoiceId'],
    ],
    ['nothing', undefined, 'InvalidRequest', ['']],
    ['null', null, 'InvalidRequest', ['']],
  ])('is refused for %s', (_, body, code, paths) => {
    let problem: unknown;
    try {
      read(body);
    } catch (error) {
      problem = error;
    }
    expect(problem).toMatchObject({ status: 400, code });
    expect((problem as ApiProblem).errors?.map(({ path }) => path).sort()).toEqual(paths);
  });
});

describe('an id', () => {
  test('of an export is found', async () => {
    expect(await findExport(fakeInstances(instanceOf()), ID)).toMatchObject({
      instance: { id: ID },
      run: { exportId: ID },
    });
  });

  test.each([
    ['of nothing', ID, fakeInstances()],
    [
      'of an inner instance, which is not even asked for',
      `${ID}~aaaaaaaa~1~copy`,
      fakeInstances(instanceOf({ id: `${ID}~aaaaaaaa~1~copy` })),
    ],
    ['of something else under the id of an export', ID, fakeInstances(instanceOf({ input: { backfill: true } }))],
    ['that leads elsewhere', '../x', fakeInstances()],
    ['that is empty', '', fakeInstances()],
  ])('%s is not', async (_, id, instances) => {
    await expect(findExport(instances, id)).rejects.toMatchObject({
      status: 404,
      code: 'ExportNotFound',
    });
    if (id !== ID) expect(instances.looks).toBe(0);
  });
});

const found = (instance: Instance) => ({ instance, run: runOfRequest(), isPromised: false });

describe('a cancel', () => {
  const cancel = (instances: ReturnType<typeof fakeInstances>) => {
    const instance = instances.byId.get(ID) ?? instanceOf();
    return cancelExport(instances, createVirtualClock(), found(instance));
  };
  const state = (phase: string) => ({ phase, attempt: 2, version: { folder: 'f/', files: 150 }, warnings: [] });

  test('ends the root before the inner ones, which are all named', async () => {
    const instances = fakeInstances(instanceOf({ customStatus: state('copying') }));
    expect(await cancel(instances)).toMatchObject({ runtimeStatus: 'Terminated' });
    expect(instances.terminated).toEqual([
      ID,
      `${ID}~aaaaaaaa~2~wait`,
      `${ID}~aaaaaaaa~2~copy`,
      `${ID}~aaaaaaaa~2~copy-0`,
      `${ID}~aaaaaaaa~2~copy-1`,
      `${ID}~aaaaaaaa~1~wait`,
      `${ID}~aaaaaaaa~1~copy`,
    ]);
  });

  test('waits for a root that takes some seconds to end before it ends the inner ones', async () => {
    const instances = fakeInstances(instanceOf({ customStatus: state('copying') }));
    const clock = createVirtualClock();
    const { terminate } = instances;
    instances.terminate = async (id, reason) => {
      if (id !== ID) return terminate.call(instances, id, reason);
      instances.terminated.push(id);
      void clock.sleep(3_000).then(() => instances.byId.set(ID, instanceOf({ runtimeStatus: 'Terminated' })));
    };
    const ended = await cancelExport(instances, clock, found(instanceOf({ customStatus: state('copying') })));
    expect(ended.runtimeStatus).toBe('Terminated');
    expect(instances.terminated.length).toBeGreaterThan(1);
  });

  test('that is read before the start it means is asked for again', async () => {
    const instances = fakeInstances(instanceOf({ runtimeStatus: 'Pending' }));
    const { terminate } = instances;
    let asked = 0;
    instances.terminate = async (id, reason) => {
      if (id === ID && ++asked === 1) return;
      await terminate.call(instances, id, reason);
    };
    const cancelled = await cancelExport(
      instances,
      createVirtualClock(),
      found(instanceOf({ runtimeStatus: 'Pending' })),
    );
    expect(cancelled.runtimeStatus).toBe('Terminated');
    expect(asked).toBe(2);
  });

  test('is not asked for again once the run is being made visible: that is told', async () => {
    const instances = fakeInstances(instanceOf());
    let asked = 0;
    instances.terminate = async () => {
      asked++;
      instances.byId.set(ID, instanceOf({ customStatus: state('committing') }));
    };
    await expect(cancelExport(instances, createVirtualClock(), found(instanceOf()))).rejects.toMatchObject({
      code: 'ExportCommitting',
    });
    expect(asked).toBe(1);
  });

  test('does not wait for ever for a root that will not end', async () => {
    const instances = fakeInstances(instanceOf());
    const clock = createVirtualClock();
    const startMs = clock.now().getTime();
    instances.terminate = async () => {};
    await cancelExport(instances, clock, found(instanceOf()));
    // A caller waits, and the platform ends a request after 230 seconds.
    expect(clock.now().getTime() - startMs).toBeLessThanOrEqual(31_000);
  });

  test('with a state that knows no version yet ends all the same', async () => {
    const customStatus = { phase: 'waiting', attempt: 1, warnings: [] };
    expect(await cancel(fakeInstances(instanceOf({ customStatus })))).toMatchObject({ runtimeStatus: 'Terminated' });
  });

  test.each(['submitting', 'waiting', 'copying'])('is possible while %s', async (phase) => {
    const instances = fakeInstances(instanceOf({ customStatus: state(phase) }));
    expect(await cancel(instances)).toMatchObject({ runtimeStatus: 'Terminated' });
  });

  test('is possible before anything was said', async () => {
    expect(await cancel(fakeInstances(instanceOf({ runtimeStatus: 'Pending' })))).toMatchObject({
      runtimeStatus: 'Terminated',
    });
  });

  test.each(['committing', 'notifying'])('is refused while %s', async (phase) => {
    const instances = fakeInstances(instanceOf({ customStatus: state(phase) }));
    await expect(cancel(instances)).rejects.toMatchObject({ status: 409, code: 'ExportCommitting' });
    expect(instances.terminated).toEqual([]);
  });

  test('again is the same; of a run that has ended it is refused', async () => {
    const cancelled = instanceOf({ runtimeStatus: 'Terminated' });
    expect(await cancel(fakeInstances(cancelled))).toBe(cancelled);
    await expect(cancel(fakeInstances(instanceOf({ runtimeStatus: 'Completed' })))).rejects.toMatchObject({
      status: 409,
      code: 'ExportEnded',
    });
  });

  test('of a run that is analysed ends the analysis alone: what is committed stays', async () => {
    const analysis = instanceOf({ id: `analysis-${ID}` });
    const instances = fakeInstances(instanceOf({ customStatus: state('analysing') }), analysis);
    expect(await cancel(instances)).toMatchObject({ runtimeStatus: 'Running' });
    expect(instances.terminated).toEqual([`analysis-${ID}`]);
  });

  test('leaves the inner ones alone under a root that will not end: that would break the root', async () => {
    const instances = fakeInstances(instanceOf({ customStatus: state('copying') }));
    instances.terminate = async (id) => {
      instances.terminated.push(id);
    };
    expect(await cancel(instances)).toMatchObject({ runtimeStatus: 'Running' });
    expect(new Set(instances.terminated)).toEqual(new Set([ID]));
  });
});

describe('a problem', () => {
  test('is answered as RFC 9457 with its code, what to do, and every fault', () => {
    const errors = [{ path: 'invoiceId', message: 'm' }];
    const answer = problemResponse(new ApiProblem(400, 'InvalidRequest', 'd', { errors, retryAfterSeconds: 5 }));
    expect(answer).toMatchObject({
      status: 400,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '5' },
    });
    expect(JSON.parse(String(answer.body))).toEqual({
      type: 'docs/errors.md#invalidrequest',
      title: 'Bad request',
      status: 400,
      code: 'InvalidRequest',
      detail: 'd',
      hint: expect.stringMatching(/\.$/),
      errors,
    });
  });

  test('without faults has none', () => {
    const answer = problemResponse(new ApiProblem(418, 'InternalError', 'd'));
    expect(JSON.parse(String(answer.body))).not.toHaveProperty('errors');
    expect(answer.headers).not.toHaveProperty('retry-after');
    expect(JSON.parse(String(answer.body))).toMatchObject({ title: 'Error', status: 418 });
  });
});
