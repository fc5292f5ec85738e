import { describe, expect, test } from '@jest/globals';
import { exportBody } from '../../../shared/api/exportBody.ts';
import { runOf, startOf, statusOf } from '../../../shared/durable/exportInstance.ts';
import type { Instance } from '../../../shared/durable/instances.ts';
import type { RunState } from '../../../shared/export/run.ts';
import { instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';

const RUN = runOfRequest();
const RESULT = { version: 'v', manifest: 'm/_manifest.json', files: 40, lines: 400, bytes: 4_000 };
const WARNING = { code: 'PeriodMismatch', message: 'w' } as const;
const COUNTED = { filesDone: 12, filesTotal: 40, bytes: 1_200, lines: 120 };
const ALL_DONE = { filesDone: 40, filesTotal: 40, bytes: 4_000, lines: 400 };

const STATE: RunState = {
  phase: 'copying',
  startedAt: '2026-11-08T06:00:05.000Z',
  attempt: 1,
  warnings: [],
};

const bodyOf = (changes: Partial<Instance>, counted?: typeof COUNTED) => exportBody(instanceOf(changes), RUN, counted);
const ended = (output: unknown) => bodyOf({ runtimeStatus: 'Completed', customStatus: STATE, output });

describe('an export is reported', () => {
  test('while it copies', () => {
    expect(bodyOf({ customStatus: STATE }, COUNTED)).toEqual({
      id: 'billed-usage-G000000001-full',
      request: BILLED_REQUEST,
      status: 'running',
      phase: 'copying',
      progress: COUNTED,
      startedAt: '2026-11-08T06:00:05.000Z',
      updatedAt: '2026-11-08T06:01:10.000Z',
      endedAt: null,
      result: null,
      error: null,
      warnings: [],
      analysis: null,
    });
  });

  test('while it is queued: not started', () => {
    expect(bodyOf({ runtimeStatus: 'Pending' })).toMatchObject({
      status: 'queued',
      phase: null,
      progress: null,
      startedAt: null,
      endedAt: null,
    });
  });

  test.each(['Running', 'Suspended', 'ContinuedAsNew'] as const)(
    'as running while the backend says %s',
    (runtimeStatus) => {
      expect(bodyOf({ runtimeStatus })).toMatchObject({
        status: 'running',
        phase: 'submitting',
        startedAt: '2026-11-08T06:00:00.000Z',
        endedAt: null,
      });
    },
  );

  test('with its result already while subscribers are told', () => {
    expect(bodyOf({ customStatus: { ...STATE, phase: 'notifying', result: RESULT } }, COUNTED)).toMatchObject({
      status: 'running',
      phase: 'notifying',
      result: RESULT,
      progress: ALL_DONE,
    });
  });

  test.each(['completed', 'unchanged'] as const)('as %s, with its result', (status) => {
    expect(ended({ status, result: RESULT, warnings: [WARNING] })).toMatchObject({
      status,
      phase: null,
      result: RESULT,
      progress: ALL_DONE,
      error: null,
      endedAt: '2026-11-08T06:01:10.000Z',
      warnings: [WARNING],
    });
  });

  test('as noData, with nothing', () => {
    expect(ended({ status: 'noData', warnings: [] })).toMatchObject({ status: 'noData', result: null, error: null });
  });

  test.each(['rejected', 'failed'] as const)('as %s, with what to do', (status) => {
    const error = { code: 'OperationTimedOut', message: 'm' };
    expect(ended({ status, error, warnings: [] })).toMatchObject({
      status,
      result: null,
      error: { ...error, help: 'docs/errors.md#operationtimedout' },
    });
  });

  test.each(['Terminated', 'Canceled'] as const)(
    'as cancelled when the backend says %s; no result though it was near',
    (runtimeStatus) => {
      const customStatus = { ...STATE, phase: 'notifying', result: RESULT };
      expect(bodyOf({ runtimeStatus, customStatus })).toMatchObject({
        status: 'cancelled',
        phase: null,
        result: null,
        error: null,
        endedAt: '2026-11-08T06:01:10.000Z',
      });
    },
  );

  test.each([
    ['the orchestration failed', { runtimeStatus: 'Failed' as const, output: 'stack with sig=SECRET' }],
    ['it ended without an outcome', { runtimeStatus: 'Completed' as const }],
  ])('as failed when %s, without what the backend wrote', (_, changes) => {
    const body = bodyOf(changes);
    expect(body).toMatchObject({
      status: 'failed',
      result: null,
      error: { code: 'InternalError', help: 'docs/errors.md#internalerror' },
      warnings: [],
      analysis: null,
    });
    expect(JSON.stringify(body)).not.toContain('SECRET');
  });

  test('with the warnings of a run that still goes on', () => {
    expect(bodyOf({ customStatus: { ...STATE, warnings: [WARNING] } }).warnings).toEqual([WARNING]);
  });
});

test('a run began when it says so, else when it was created', () => {
  expect(startOf(instanceOf({ customStatus: STATE }))).toEqual(new Date('2026-11-08T06:00:05Z'));
  expect(startOf(instanceOf())).toEqual(new Date('2026-11-08T06:00:00Z'));
});

test.each([undefined, null, 'text', '', 7, [], {}, { exportId: 'e' }])('no run is in the input %j', (input) => {
  expect(runOf(instanceOf({ input }))).toBeUndefined();
});

test.each(['Running', 'Completed', 'Terminated'] as const)(
  'an export that is %s was not updated before it began, though the backend cuts its times',
  (runtimeStatus) => {
    const customStatus = { phase: 'submitting', startedAt: '2026-11-08T06:00:14.474Z', attempt: 1, warnings: [] };
    const output = { status: 'noData', warnings: [] };
    const updatedAt = new Date('2026-11-08T06:00:14Z');
    const body = exportBody(instanceOf({ runtimeStatus, customStatus, output, updatedAt }), runOfRequest(), undefined);
    expect(body.updatedAt).toBe(body.startedAt);
    if (runtimeStatus !== 'Running') expect(body.endedAt).toBe(body.startedAt);
  },
);

test('every state of the backend has a status', () => {
  const states = [
    'Pending',
    'Running',
    'Suspended',
    'ContinuedAsNew',
    'Completed',
    'Failed',
    'Terminated',
    'Canceled',
  ] as const;
  for (const runtimeStatus of states) expect(typeof statusOf(instanceOf({ runtimeStatus }))).toBe('string');
});
