import { describe, expect, test } from '@jest/globals';
import type { Outcome } from '../../../shared/export/run.ts';
import { eventId, runEvent } from '../../../shared/report/runEvent.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';

const RESULT = {
  version: '20261107T220000Z-1a2b3c4d',
  manifest: 'p/version=v/_manifest.json',
  files: 2,
  lines: 3,
  bytes: 4,
};
const LANDING = { container: 'billing', urlOf: (path: string) => `https://a.example/billing/${path}` };
const SUBJECT = { id: 'e', kind: 'billedUsage', attributeSet: 'full' };
const COMMITTED: Parameters<typeof runEvent>[2] & object = {
  export: SUBJECT,
  source: {},
  run: { id: 'first-run', startedAt: 's', committedAt: 'c', producer: 'p' },
};
const error = { code: 'GzipInvalid', message: 'm' } as const;

const eventOf = (outcome: Outcome, committed?: Parameters<typeof runEvent>[2], run = runOfRequest()) =>
  runEvent(run, outcome, committed, LANDING);

describe('the event of a run', () => {
  test.each<[Outcome, object]>([
    [
      { status: 'completed', result: RESULT, warnings: [] },
      {
        type: 'PartnerBillingExport.Completed',
        data: { result: { ...RESULT, manifestUrl: `https://a.example/billing/${RESULT.manifest}` }, error: null },
      },
    ],
    [
      { status: 'noData', warnings: [] },
      { type: 'PartnerBillingExport.NoData', data: { result: null, error: null } },
    ],
    [
      { status: 'rejected', error, warnings: [] },
      { type: 'PartnerBillingExport.Rejected', data: { result: null, error } },
    ],
    [
      { status: 'failed', error, warnings: [] },
      { type: 'PartnerBillingExport.Failed', data: { result: null, error } },
    ],
  ])('that ended %j', (outcome, expected) => {
    expect(eventOf(outcome)).toMatchObject({
      source: '/partner-billing-export/billing',
      subject: runOfRequest().exportId,
      ...expected,
      data: {
        status: outcome.status,
        export: { id: runOfRequest().exportId, kind: 'billedUsage', invoiceId: BILLED_REQUEST.invoiceId },
        ...('data' in expected ? (expected.data as object) : {}),
      },
    });
  });

  const warnings = [{ code: 'PeriodMismatch', message: 'm' } as const];

  test.each<[string, Outcome['warnings'], { warnings?: typeof warnings }, object[]]>([
    ['nothing when nothing is', [], {}, []],
    ['what this run found', warnings, {}, warnings],
    ['what the run found that committed it', [], { warnings }, warnings],
  ])('tells what is odd about a version: %s', (_, found, source, told) => {
    const event = eventOf({ status: 'completed', result: RESULT, warnings: found }, { ...COMMITTED, source });
    expect(event?.data.warnings).toEqual(told);
  });

  test('is none when nothing has changed', () => {
    expect(eventOf({ status: 'unchanged', result: RESULT, warnings: [] })).toBeUndefined();
  });
});

describe('the event of a committed version', () => {
  const completed: Outcome = { status: 'completed', result: RESULT, warnings: [] };
  const later = runOfRequest(BILLED_REQUEST, 'later-run');

  test('is the same whichever run delivers it: it speaks for the one that committed', () => {
    const event = eventOf(completed, COMMITTED);
    expect(event?.data.export).toBe(SUBJECT);
    expect(eventOf(completed, COMMITTED, later)).toEqual(event);
  });

  test('of another version, or of a forced run that committed it again, is another one', () => {
    const id = eventOf(completed, COMMITTED)?.id;
    expect(eventOf({ ...completed, result: { ...RESULT, version: 'v2' } }, COMMITTED)?.id).not.toBe(id);
    const again = { ...COMMITTED, run: { ...COMMITTED.run, id: 'forced-run' } };
    expect(eventOf(completed, again)?.id).not.toBe(id);
  });
});

test('the events of two ends, of two runs and of two exports differ', () => {
  const noData: Outcome = { status: 'noData', warnings: [] };
  const failed: Outcome = { status: 'failed', error, warnings: [] };
  const other = { ...runOfRequest(), exportId: 'other' };
  const events = [
    eventOf(noData),
    eventOf(failed),
    eventOf(noData, undefined, runOfRequest(BILLED_REQUEST, 'later-run')),
    eventOf(noData, undefined, other),
  ];
  expect(new Set(events.map((event) => event?.id)).size).toBe(events.length);
});

test('an event id looks like a UUID and depends on each part and its place', () => {
  expect(eventId('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  expect(eventId('a', 'b')).toBe(eventId('a', 'b'));
  const ids = [eventId('a', 'b'), eventId('b', 'a'), eventId('ab'), eventId('a', 'b', '')];
  expect(new Set(ids).size).toBe(ids.length);
});
