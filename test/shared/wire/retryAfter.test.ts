import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { retryAfterMs } from '../../../shared/wire/retryAfter.ts';
import { manyRuns } from '../../support/manyRuns.ts';

fc.configureGlobal(manyRuns);

const NOW = new Date('2026-11-08T06:00:00Z');

function read(retryAfter: string | undefined, date?: string): number | undefined {
  const headers: Record<string, string | undefined> = { 'retry-after': retryAfter, date };
  return retryAfterMs({ get: (name) => headers[name] }, NOW);
}

describe('the wait that an answer asks for', () => {
  test.each([
    ['seconds', '10', 10_000],
    ['zero', '0', 0],
    ['blanks around', '  7 ', 7_000],
    ['a fraction, rounded up', '1.0001', 1_001],
    ['a day', '86400', 86_400_000],
  ])('%s', (_, header, expected) => {
    expect(read(header)).toBe(expected);
  });

  test.each([
    ['a date against our clock when the answer has none', 'Sun, 08 Nov 2026 06:01:30 GMT', undefined, 90_000],
    ['a date against the answer’s own clock', 'Sun, 08 Nov 2026 09:01:00 GMT', 'Sun, 08 Nov 2026 09:00:00 GMT', 60_000],
    ['a date in the past asks for no wait', 'Sun, 08 Nov 2026 05:00:00 GMT', undefined, 0],
    ['a Date header that makes no sense is not used', 'Sun, 08 Nov 2026 06:00:05 GMT', 'yesterday', 5_000],
    ['the obsolete asctime form, which is UTC', 'Sun Nov  8 06:00:20 2026', undefined, 20_000],
    ['the obsolete RFC 850 form', 'Sunday, 08-Nov-26 06:00:20 GMT', undefined, 20_000],
  ])('%s', (_, header, date, expected) => {
    expect(read(header, date)).toBe(expected);
  });

  test.each([
    undefined,
    '',
    '   ',
    '-5',
    '+5',
    '1e3',
    'soon',
    '5 seconds',
    '10,20',
    '0x10',
    'NaN',
    '9999999999',
    'Infinity',
  ])('nothing when the header is %j', (header) => {
    expect(read(header)).toBeUndefined();
  });

  test('is a whole number of milliseconds and never negative, whatever the header', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String)), (header) => {
        const ms = read(header);
        expect(ms === undefined || (Number.isSafeInteger(ms) && ms >= 0)).toBe(true);
      }),
    );
  });
});
