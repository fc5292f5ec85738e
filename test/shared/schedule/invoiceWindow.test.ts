import { describe, expect, test } from '@jest/globals';
import { invoiceClass, invoiceDay, isInRange, lookback } from '../../../shared/schedule/invoiceWindow.ts';

describe('the day of an invoice, in UTC', () => {
  test.each([
    ['2026-11-07', '2026-11-07'],
    ['2026-11-07T00:00:00', '2026-11-07'],
    ['2026-11-07T23:59:59.9999999Z', '2026-11-07'],
    ['2026-11-07T23:00:00-02:00', '2026-11-08'],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j', (invoiceDate, expected) => {
    expect(invoiceDay({ id: 'G1', invoiceDate })).toBe(expected);
  });
});

test('looking back some days gives the days at both ends', () => {
  expect(lookback(30, new Date('2026-11-08T23:59:59Z'))).toEqual({ from: '2026-10-09', to: '2026-11-08' });
  expect(lookback(0, new Date('2026-11-08T00:00:00Z'))).toEqual({ from: '2026-11-08', to: '2026-11-08' });
});

test.each([
  ['2026-10-31', false],
  ['2026-11-01', true],
  ['2026-11-30T23:59:59Z', true],
  ['2026-12-01', false],
  // Leaving it out could lose it.
  ['unreadable', true],
])('an invoice of %s is in November: %j', (invoiceDate, expected) => {
  expect(isInRange({ id: 'G1', invoiceDate }, { from: '2026-11-01', to: '2026-11-30' })).toBe(expected);
});

test.each([
  ['G000000001', 'exportable'],
  ['D000000001', 'legacy'],
  ['X000000001', 'unknown'],
  ['', 'unknown'],
  ['G', 'unknown'],
  ['g000000001', 'unknown'],
])('%j is %s', (id, expected) => {
  expect(invoiceClass(id)).toBe(expected);
});
