import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CodedError, ERROR_CODES, type ErrorCode, ThrottledError } from '../../../shared/errors.ts';
import { endOfRun, unexpected } from '../../../shared/export/outcome.ts';
import {
  nextWait,
  pollIntervalMs,
  resubmitPauseMs,
  UNKNOWN_OPERATION_GRACE_MS,
  type Waited,
  waitedTooLong,
} from '../../../shared/export/patience.ts';
import {
  type Done,
  failed,
  failureOf,
  rejected,
  resubmit,
  type Step,
  type Stop,
  StopError,
  stopOf,
  sumOf,
  weightiest,
} from '../../../shared/export/stop.ts';

const failure = { code: 'ThrottledTooLong', message: 'slow' } as const;
const WAIT: Stop = { stop: 'wait', retryAfterMs: 90_000, failure };
const NO_DATA: Stop = { stop: 'noData', message: 'No data available' };
const CANCELLED: Stop = { stop: 'cancelled' };
const FAILED = failed('InternalError', 'f');
const REJECTED = rejected('RequestRefused', 'r');
const RESUBMIT = resubmit('SnapshotMoved', 's');

describe('of several stops decides', () => {
  const byWeight = [CANCELLED, FAILED, REJECTED, RESUBMIT, NO_DATA, WAIT];

  test.each(
    byWeight.flatMap((heavy, index) =>
      byWeight.slice(index + 1).map((light) => [heavy.stop, light.stop, heavy, light] as const),
    ),
  )('%s before %s', (_heavyName, _lightName, heavy, light) => {
    expect(weightiest([light, {}, heavy])).toBe(heavy);
    expect(weightiest([heavy, {}, light])).toBe(heavy);
  });

  test('the first of the same weight', () => {
    const second = failed('InternalError', 'second');
    expect(weightiest([{}, FAILED, second])).toBe(FAILED);
  });

  test('none when none stopped', () => {
    expect(weightiest([{}, { stop: undefined }])).toBeUndefined();
    expect(weightiest([])).toBeUndefined();
  });

  test.each<[string, Step<Done>[], boolean, Step<Done>]>([
    ['nothing stopped and nothing was done', [{}, { copied: false }], false, { copied: false }],
    ['something was done', [{}, { copied: true }], false, { copied: true }],
    ['something was done before', [{ copied: false }], true, { copied: true }],
    ['a snapshot lost after files landed', [{ copied: true }, RESUBMIT], false, { ...RESUBMIT, copied: true }],
    ['a snapshot lost after files landed before', [RESUBMIT], true, { ...RESUBMIT, copied: true }],
    [
      'a snapshot lost in a part after files landed',
      [{ ...RESUBMIT, copied: true }],
      false,
      { ...RESUBMIT, copied: true },
    ],
    ['a snapshot lost at once', [{ copied: false }, RESUBMIT], false, RESUBMIT],
    ['a failure, whatever was done', [{ copied: true }, FAILED], true, FAILED],
  ])('what parts come to: %s', (_, parts, copied, sum) => {
    expect(sumOf(parts, copied)).toEqual(sum);
  });

  test('leaves the list as it was', () => {
    const steps: Step<object>[] = [WAIT, FAILED];
    weightiest(steps);
    expect(steps).toEqual([WAIT, FAILED]);
  });
});

describe('what an error means for the step', () => {
  test('a stop that was thrown is that stop', () => {
    expect(stopOf(new StopError(WAIT))).toBe(WAIT);
    expect(stopOf(new StopError(CANCELLED))).toBe(CANCELLED);
  });

  test.each(['SnapshotMoved', 'SourceForbidden', 'OperationVanished'] as const)('%s: submit anew', (code) => {
    expect(stopOf(new CodedError(code, 'm'))).toEqual(resubmit(code, 'm'));
  });

  test('a wait that is too long for one call is waited out elsewhere', () => {
    expect(stopOf(new ThrottledError('slow', 90_000))).toEqual(WAIT);
  });

  test('RunEnded: cancelled', () => {
    expect(stopOf(new CodedError('RunEnded', 'm'))).toEqual(CANCELLED);
  });

  test.each(['ManifestInvalid', 'ForcedCopyDiffers', 'LandingUnavailable', 'GzipInvalid'] as const)(
    '%s: failed',
    (code) => {
      expect(stopOf(new CodedError(code, 'm'))).toEqual(failed(code, 'm'));
    },
  );

  test.each([new Error('m'), new TypeError('m'), 'text', undefined, null, { code: 'RunEnded' }])(
    '%p is unexpected and thrown on',
    (error) => {
      expect(stopOf(error)).toBeUndefined();
    },
  );

  test('every code has a meaning', () => {
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      expect(['failed', 'resubmit', 'cancelled']).toContain(stopOf(new CodedError(code, 'm'))?.stop);
    }
  });

  test('a failure is told, and what is none is not', () => {
    expect([WAIT, FAILED, REJECTED, RESUBMIT].map((stop) => failureOf(stop)?.message)).toEqual(['slow', 'f', 'r', 's']);
    expect([NO_DATA, CANCELLED].map(failureOf)).toEqual([undefined, undefined]);
  });

  test('a thrown stop carries the code and words of its failure', () => {
    expect(new StopError(FAILED)).toMatchObject({ code: 'InternalError', message: 'f', name: 'StopError' });
    expect(new StopError(NO_DATA).code).toBe('RunEnded');
  });
});

describe('a run ends', () => {
  const result = { version: 'v', manifest: 'm', files: 1, lines: 2, bytes: 3 };
  const warnings = [{ code: 'PeriodMismatch' as const, message: 'w' }];

  test.each([
    ['completed when something changed', { result, changed: true }, { status: 'completed', result }],
    ['unchanged when nothing did', { result, changed: false }, { status: 'unchanged', result }],
    ['noData', NO_DATA, { status: 'noData' }],
    ['rejected', REJECTED, { status: 'rejected', error: { code: 'RequestRefused', message: 'r' } }],
    ['failed', FAILED, { status: 'failed', error: { code: 'InternalError', message: 'f' } }],
    [
      'failed when there is no POST left',
      RESUBMIT,
      { status: 'failed', error: { code: 'SnapshotMoved', message: 's' } },
    ],
    ['failed when it has waited too long', WAIT, { status: 'failed', error: failure }],
    ['failed when another run took its place', CANCELLED, { status: 'failed', error: { code: 'RunEnded' } }],
  ])('%s, with its warnings', (_, end, expected) => {
    expect(endOfRun(end as Parameters<typeof endOfRun>[0], warnings)).toMatchObject({ ...expected, warnings });
  });

  test('failed by a crash, with the first line only and no secret', () => {
    const text = `Activity function 'copyFile' failed:  x sig=SECRET y\n   at stack (/srv/app.js)`;
    expect(unexpected(new Error(text), [])).toEqual({
      status: 'failed',
      error: { code: 'InternalError', message: "Activity function 'copyFile' failed: x sig=[removed] y" },
      warnings: [],
    });
    expect(unexpected('thrown text', [])).toMatchObject({ error: { message: 'thrown text' } });
    expect(unexpected(undefined, [])).toMatchObject({ status: 'failed' });
  });

  test('a wait that is over is a failure with the same reason', () => {
    expect(waitedTooLong(WAIT)).toEqual({ stop: 'failed', failure });
  });
});

describe('patience', () => {
  test('three POSTs in a row that bring nothing, with pauses of 30 s and 60 s; one that brings files begins the row anew', () => {
    expect([1, 2, 3, 4].map(resubmitPauseMs)).toEqual([30_000, 60_000, undefined, undefined]);
    expect(resubmitPauseMs(0)).toBe(30_000);
  });

  test('waits are as long as asked, and all of them together no longer than the patience', () => {
    expect(nextWait(65_000, 120_000)).toEqual({ pauseMs: 65_000, waited: { ms: 65_000, times: 1 } });
    expect(nextWait(55_000, 120_000, { ms: 65_000, times: 1 })).toMatchObject({ waited: { ms: 120_000, times: 2 } });
    expect(nextWait(55_001, 120_000, { ms: 65_000, times: 1 })).toBeUndefined();
  });

  test('a service that asks for a minute for a week is asked less and less often', () => {
    const patienceMs = 7 * 24 * 3_600_000;
    let waited: Waited | undefined;
    const pauses: number[] = [];
    for (let wait = nextWait(61_000, patienceMs, waited); wait; wait = nextWait(61_000, patienceMs, waited)) {
      pauses.push(wait.pauseMs);
      waited = wait.waited;
    }
    expect(pauses.length).toBeLessThan(200);
    expect(pauses.slice(0, 8)).toEqual(Array(8).fill(61_000));
    expect(Math.min(...pauses)).toBe(61_000);
    expect(Math.max(...pauses)).toBe(3_600_000);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(patienceMs);
  });

  test('a 404 after acceptance is asked again for 2 minutes', () => {
    expect(UNKNOWN_OPERATION_GRACE_MS).toBe(120_000);
  });

  test('polls begin at 10 s and grow to a minute', () => {
    expect([0, 1, 2].map(pollIntervalMs)).toEqual([10_000, 15_000, 22_500]);
    fc.assert(
      fc.property(fc.nat(10_000), (polls) => {
        expect(pollIntervalMs(polls)).toBeGreaterThanOrEqual(pollIntervalMs(Math.max(0, polls - 1)));
        expect(pollIntervalMs(polls)).toBeLessThanOrEqual(60_000);
      }),
    );
    expect(pollIntervalMs(20)).toBe(60_000);
  });
});

describe('every stable code', () => {
  test.each(Object.entries(ERROR_CODES))('%s says what to do, in a sentence', (code, hint) => {
    expect(code).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(hint).toMatch(/^[A-Z].*\.$/);
  });
});
