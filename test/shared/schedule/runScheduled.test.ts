import { describe, expect, test } from '@jest/globals';
import type { Instance } from '../../../shared/durable/instances.ts';
import type { Outcome } from '../../../shared/export/run.ts';
import { checkScheduled, startScheduled } from '../../../shared/schedule/runScheduled.ts';
import { instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';
import { discoveryBed } from './discoveryBed.ts';

const ID = 'billed-usage-G000000001-full';
const ENDED_AT = '2026-11-08T06:01:10.000Z';
const bedOf = (...instances: Instance[]) => discoveryBed({ instances, settings: { OPERATION_DEADLINE_MINUTES: '90' } });

describe('the start of a scheduled export', () => {
  const start = (bed: ReturnType<typeof bedOf>, quiet?: readonly 'noData'[]) =>
    startScheduled(bed, {
      scheduled: { request: BILLED_REQUEST, ...(quiet ? { quiet } : {}) },
      runId: 'run-9',
      laneId: 'by hand',
    });

  test('begins a run of its own, with the settings of this moment', async () => {
    const bed = bedOf();
    expect(await start(bed)).toEqual({ exportId: ID });
    expect(bed.instances.byId.get(ID)).toMatchObject({ orchestrator: 'runExport' });
    expect(bed.instances.byId.get(ID)?.input).toEqual({
      exportId: ID,
      runId: 'run-9',
      request: BILLED_REQUEST,
      operationDeadlineMs: 90 * 60_000,
    });
  });

  test.each<[readonly 'noData'[], object]>([
    [['noData'], { quiet: ['noData'] }],
    [[], {}],
  ])('knows of which ends subscribers have been told: %j', async (quiet, expected) => {
    const bed = bedOf();
    await start(bed, quiet);
    const plain = { exportId: ID, runId: 'run-9', request: BILLED_REQUEST, operationDeadlineMs: 90 * 60_000 };
    expect(bed.instances.byId.get(ID)?.input).toStrictEqual({ ...plain, ...expected });
  });

  test('joins a run that is active for other reasons', async () => {
    const running = instanceOf({ id: ID, runtimeStatus: 'Running' });
    const bed = bedOf(running);
    expect(await start(bed)).toEqual({ exportId: ID });
    expect(bed.instances.byId.get(ID)).toBe(running);
  });

  test.each(['Running', 'Completed'] as const)('repeated finds the run it began, be it %s', async (runtimeStatus) => {
    const ours = instanceOf({ id: ID, runtimeStatus, input: runOfRequest(BILLED_REQUEST, 'run-9') });
    const bed = bedOf(ours);
    expect(await start(bed)).toEqual({ exportId: ID });
    expect(bed.instances.byId.get(ID)).toBe(ours);
  });

  test('follows an earlier run that has ended', async () => {
    const bed = bedOf(instanceOf({ id: ID, runtimeStatus: 'Completed' }));
    await start(bed);
    expect(bed.instances.byId.get(ID)?.input).toMatchObject({ runId: 'run-9' });
  });
});

describe('the start of an export of a backfill that takes the place of one that broke', () => {
  const LANE = 'backfill-1~0-0';
  const root = (takesOverFrom?: string) =>
    instanceOf({
      id: 'backfill-1',
      orchestrator: 'runBackfill',
      createdAt: new Date(0),
      input: takesOverFrom ? { takesOverFrom } : {},
    });
  const output: Outcome = { status: 'noData', warnings: [] };
  const failed: Outcome = { status: 'failed', error: { code: 'OperationFailed', message: 'm' }, warnings: [] };
  const ended = (changes: Partial<Instance> = {}) =>
    instanceOf({ id: ID, runtimeStatus: 'Completed', output, input: runOfRequest(BILLED_REQUEST, 'old'), ...changes });
  const BEFORE = '2026-11-08T06:01:00.000Z';
  const LATER = '2026-11-08T06:02:00.000Z';

  test.each<[string, Instance[], boolean]>([
    ['one that has ended meanwhile', [root(BEFORE), ended()], false],
    ['one that had ended before', [root(LATER), ended()], true],
    ['one that failed', [root(BEFORE), ended({ output: failed })], true],
    ['one that broke', [root(BEFORE), ended({ runtimeStatus: 'Failed', output: 'text' })], true],
    ['one that is not there', [root(BEFORE)], true],
    ['one that has ended, of a backfill that took no place', [root(), ended()], true],
  ])('%s', async (_, instances, isStarted) => {
    const bed = bedOf(...instances);
    await startScheduled(bed, { scheduled: { request: BILLED_REQUEST }, runId: 'new', laneId: LANE });
    const runId = (bed.instances.byId.get(ID)?.input as { runId?: string } | undefined)?.runId;
    expect(runId === 'new').toBe(isStarted);
  });

  test('a forced one is not taken for done by one without force', async () => {
    const request = { ...BILLED_REQUEST, force: true };
    const bed = bedOf(root(BEFORE), ended());
    await startScheduled(bed, { scheduled: { request }, runId: 'new', laneId: LANE });
    expect(bed.instances.byId.get(ID)?.input).toMatchObject({ runId: 'new' });
  });
});

describe('a look at a scheduled export', () => {
  const outcome = (code?: 'EventNotDelivered' | 'PeriodMismatch'): Outcome => ({
    status: 'noData',
    warnings: code ? [{ code, message: 'm' }] : [],
  });

  test.each<[string, Instance[], object]>([
    ['runs', [instanceOf({ id: ID })], {}],
    ['waits', [instanceOf({ id: ID, runtimeStatus: 'Pending' })], {}],
    [
      'tells subscribers of what is visible',
      [instanceOf({ id: ID, customStatus: { phase: 'notifying', result: {}, warnings: [] } })],
      { end: { exportId: ID, status: 'completed', told: false } },
    ],
    [
      'tells subscribers that there is nothing',
      [instanceOf({ id: ID, customStatus: { phase: 'notifying', warnings: [] } })],
      {},
    ],
    [
      'has ended, and subscribers know',
      [instanceOf({ id: ID, runtimeStatus: 'Completed', output: outcome() })],
      { end: { exportId: ID, status: 'noData', endedAt: ENDED_AT, told: true } },
    ],
    [
      'has ended with another warning',
      [instanceOf({ id: ID, runtimeStatus: 'Completed', output: outcome('PeriodMismatch') })],
      { end: { exportId: ID, status: 'noData', endedAt: ENDED_AT, told: true } },
    ],
    [
      'has ended, and nobody could be told',
      [instanceOf({ id: ID, runtimeStatus: 'Completed', output: outcome('EventNotDelivered') })],
      { end: { exportId: ID, status: 'noData', endedAt: ENDED_AT, told: false } },
    ],
    [
      'was cancelled',
      [instanceOf({ id: ID, runtimeStatus: 'Terminated' })],
      { end: { exportId: ID, status: 'cancelled', endedAt: ENDED_AT, told: true } },
    ],
    ['was purged', [], { end: { exportId: ID, status: 'failed', told: false } }],
  ])('that %s', async (_, instances, expected) => {
    expect(await checkScheduled(bedOf(...instances), { exportId: ID })).toEqual(expected);
  });
});
