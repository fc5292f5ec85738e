import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { monthOf, periodOf, untilMonthIsPlain } from '../../../shared/export/month.ts';
import { manyRuns } from '../../support/manyRuns.ts';

fc.configureGlobal(manyRuns);

describe('months', () => {
  test.each([
    ['current', '2026-11-08T06:00:00Z', '2026-11'],
    ['last', '2026-11-08T06:00:00Z', '2026-10'],
    ['last', '2026-01-01T00:00:00Z', '2025-12'],
    ['current', '2025-12-31T23:59:59.999Z', '2025-12'],
    ['current', '2026-01-01T00:00:00Z', '2026-01'],
    ['last', '2026-03-31T12:00:00Z', '2026-02'],
    ['last', '2028-03-30T12:00:00Z', '2028-02'],
    ['current', '2026-11-01T01:00:00+02:00', '2026-10'],
  ] as const)('%s at %s is %s', (period, now, month) => {
    expect(monthOf(period, new Date(now))).toBe(month);
  });

  test.each([
    ['2026-11', '2026-11-30T23:59:59Z', 'current'],
    ['2026-11', '2026-12-01T00:00:00Z', 'last'],
    ['2026-12', '2027-01-15T00:00:00Z', 'last'],
    ['2026-11', '2027-01-01T00:00:00Z', undefined],
    ['2026-12', '2026-11-30T23:59:59Z', undefined],
    ['', '2026-11-08T00:00:00Z', undefined],
  ] as const)('%s is called at %s: %s', (month, now, period) => {
    expect(periodOf(month, new Date(now))).toBe(period);
  });

  test.each([
    ['2026-10-31T23:59:29.999Z', 0],
    ['2026-10-31T23:59:30Z', 0],
    ['2026-10-31T23:59:30.001Z', 59_999],
    ['2026-11-01T00:00:00Z', 30_000],
    ['2026-11-01T00:00:29.999Z', 1],
    ['2026-11-01T00:00:30Z', 0],
    ['2026-12-31T23:59:45Z', 45_000],
    ['2026-11-15T00:00:00Z', 0],
  ])('at %s it is %i ms until nobody doubts which month is the current one', (now, ms) => {
    expect(untilMonthIsPlain(new Date(now))).toBe(ms);
  });

  test('the word and the month of a moment lead to each other', () => {
    const date = fc.date({ min: new Date('1970-02-01'), max: new Date('9999-12-01'), noInvalidDate: true });
    fc.assert(
      fc.property(date, fc.constantFrom('current' as const, 'last' as const), (now, period) => {
        expect(periodOf(monthOf(period, now), now)).toBe(period);
      }),
    );
  });
});
