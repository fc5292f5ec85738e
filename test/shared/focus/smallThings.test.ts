import { describe, expect, test } from '@jest/globals';
import { csvRows } from '../../../shared/focus/csv.ts';
import { licenceServiceOf } from '../../../shared/focus/licenceServices.ts';
import { regionOf, resourceTypeName, unitOf } from '../../../shared/focus/lookups.ts';
import { monthBefore } from '../../../shared/focus/month.ts';
import { resourceParts } from '../../../shared/focus/resourceId.ts';
import { roundHalfEven, unscaledFor } from '../../../shared/focus/rounding.ts';
import { monthsBetween, monthsIn } from '../../../shared/focus/term.ts';

describe('rounding half to even', () => {
  test.each([
    [25n, 1, 0, 2n],
    [35n, 1, 0, 4n],
    [-25n, 1, 0, -2n],
    [-35n, 1, 0, -4n],
    [251n, 2, 0, 3n],
    [-251n, 2, 0, -3n],
    [249n, 2, 0, 2n],
    [7n, 1, 3, 7n],
  ])('%s at %s decimals to %s places', (unscaled, scale, places, expected) => {
    expect(roundHalfEven({ unscaled, scale }, places).unscaled).toBe(expected);
  });

  test.each([
    ['fewer decimals than the column', { unscaled: 15n, scale: 1 }, 150n],
    ['zeros too many', { unscaled: 15000n, scale: 4 }, 150n],
    ['a digit too many', { unscaled: 15001n, scale: 4 }, undefined],
    ['38 digits', { unscaled: 10n ** 38n - 1n, scale: 2 }, 10n ** 38n - 1n],
    ['39 digits', { unscaled: -(10n ** 38n), scale: 2 }, undefined],
  ])('what a column holds: %s', (_, value, expected) => {
    expect(unscaledFor(value, 2)).toBe(expected);
  });
});

test('fields of a CSV text', () => {
  expect(csvRows('a,b,c\n1,2,3\n"x, ""y""",,z\n,,\n')).toEqual([
    ['1', '2', '3'],
    ['x, "y"', '', 'z'],
    ['', '', ''],
  ]);
});

describe('the data of the toolkit', () => {
  test.each([
    ['100 GB/Month', 'GB/Month', 100n],
    ['1 Hour ', 'Hours', 1n],
    ['10K', 'Units', 10000n],
  ])('the unit %j', (unit, distinct, blockSize) => {
    expect(unitOf(unit)).toEqual({ distinct, blockSize });
  });

  test('regions and resource types, whatever the casing', () => {
    expect(regionOf('EUWEST')).toEqual({ id: 'westeurope', name: 'West Europe' });
    expect(regionOf('')).toBeUndefined();
    expect(resourceTypeName('Microsoft.Storage/StorageAccounts')).toBe('Storage account');
  });
});

test.each([
  [
    '/subscriptions/A/resourceGroups/G/providers/Microsoft.Sql/servers/S/databases/D',
    'microsoft.sql/servers/databases',
    's/d',
  ],
  [
    '/subscriptions/A/resourceGroups/G/providers/Microsoft.Web/sites/W/providers/Microsoft.Insights/diagnosticSettings/X',
    'microsoft.insights/diagnosticsettings',
    'x',
  ],
  ['/subscriptions/A/resourceGroups/G/providers/Microsoft.Sql', undefined, undefined],
  ['vm-1', undefined, 'vm-1'],
])('the parts of %s', (uri, type, name) => {
  expect(resourceParts(uri)).toEqual({ id: uri.toLowerCase(), type, name });
});

test.each([
  ['One-Year commitment for monthly/yearly billing', 12],
  ['Three-3 Years commitment', 36],
  ['1 Month Subscription', 1],
  ['P1Y', undefined],
  ['One-time', undefined],
])('the term %j', (text, months) => {
  expect(monthsIn(text)).toBe(months);
});

test.each([
  ['2026-10-03T00:00:00Z', '2027-10-02T23:59:59Z', 12],
  ['2026-01-31T00:00:00Z', '2026-02-27T23:59:59Z', undefined],
  ['2026-01-01T00:00:00Z', '9999-12-31T23:59:59Z', undefined],
])('months from %s to %s', (start, end, months) => {
  const micros = (text: string) => BigInt(Date.parse(text)) * 1000n;
  expect(monthsBetween(micros(start), micros(end))).toBe(months);
});

test('a row of what is sold stands above what it is a part of', () => {
  expect(licenceServiceOf('Microsoft 365 Copilot')?.subcategory).toBe('Generative AI');
  expect(licenceServiceOf('Microsoft 365 E5')?.subcategory).toBe('Productivity and Collaboration');
  expect(licenceServiceOf('Power BI Pro')?.category).toBe('Analytics');
  expect(licenceServiceOf('Gadget')).toBeUndefined();
});

test('the month before a date', () => {
  expect([monthBefore('2026-11-05T00:00:00Z'), monthBefore('2026-01-31')]).toEqual(['2026-10', '2025-12']);
});
