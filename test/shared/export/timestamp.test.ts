import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dateOf, parseTimestamp, ticksOf } from '../../../shared/export/timestamp.ts';
import { manyRuns } from '../../support/manyRuns.ts';

fc.configureGlobal(manyRuns);

function iso(text: string): string | undefined {
  const ticks = parseTimestamp(text);
  return ticks === undefined ? undefined : dateOf(ticks).toISOString();
}

describe('a timestamp of the service', () => {
  test.each([
    ['ISO 8601', '2026-11-08T05:30:00Z', '2026-11-08T05:30:00.000Z'],
    ['seven fraction digits', '2026-11-08T05:30:00.1234567Z', '2026-11-08T05:30:00.123Z'],
    ['nine fraction digits', '2026-11-08T05:30:00.123456789Z', '2026-11-08T05:30:00.123Z'],
    ['one fraction digit', '2026-11-08T05:30:00.4Z', '2026-11-08T05:30:00.400Z'],
    ['no zone means UTC', '2026-11-08T05:30:00', '2026-11-08T05:30:00.000Z'],
    ['the time written with hyphens', '2026-11-08T10-01-03.4Z', '2026-11-08T10:01:03.400Z'],
    ['an offset east', '2026-11-08T05:30:00+05:30', '2026-11-08T00:00:00.000Z'],
    ['an offset west, without a colon', '2026-11-08T23:30:00-0800', '2026-11-09T07:30:00.000Z'],
    ['a blank instead of the T', '2026-11-08 05:30:00', '2026-11-08T05:30:00.000Z'],
    ['lower case', '2026-11-08t05:30:00z', '2026-11-08T05:30:00.000Z'],
    ['a leap day', '2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['blanks around', ' 2026-11-08T05:30:00Z\n', '2026-11-08T05:30:00.000Z'],
  ])('%s', (_, text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  test.each([
    '',
    'yesterday',
    '2026-02-29T00:00:00Z',
    '2026-02-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-11-00T00:00:00Z',
    '2026-11-08T24:00:00Z',
    '2026-11-08T05:60:00Z',
    '2026-11-08T05:30:60Z',
    '2026-11-08',
    '08/11/2026 05:30:00',
    '2026-11-08T05:30:00+99:99',
    '2026-11-08T05:30:00.Z',
    '20261108T053000Z',
    '２０２６-11-08T05:30:00Z',
  ])('%j is none', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  test('the default of .NET, year 1, is none: it says that nobody has set it', () => {
    expect(parseTimestamp('0001-01-01T00:00:00Z')).toBeUndefined();
  });

  test('keeps the order of instants that differ by 100 ns only', () => {
    const earlier = parseTimestamp('2026-11-08T05:30:00.1234566Z');
    const later = parseTimestamp('2026-11-08T05:30:00.1234567Z');
    expect(Number(later) > 0 && later !== undefined && earlier !== undefined && later - earlier).toBe(1n);
  });

  test('reads every instant that it could have written itself', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        (date) => {
          expect(parseTimestamp(date.toISOString())).toBe(ticksOf(date));
          expect(dateOf(ticksOf(date))).toEqual(date);
        },
      ),
    );
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => ['bigint', 'undefined'].includes(typeof parseTimestamp(text))));
  });
});
