import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressOf, readAddress } from '../../console/address.ts';
import type { Export, Invoice } from '../../console/api.ts';
import { bytes, difference, duration, monthBefore, total } from '../../console/format.ts';
import { attention } from '../../console/views/attention.ts';

describe('amounts on the page', () => {
  test.each([
    ['757264.41585263734875022202', '757264.41', '0.00585263734875022202'],
    ['0.10', '0.30', '-0.20'],
    ['-0.005', '0.005', '-0.01'],
    ['99999999999999999999.99', '0.01', '99999999999999999999.98'],
    ['12.50', '12.50', '0.00'],
  ])('%s minus %s is %s', (after, before, expected) => {
    expect(difference(after, before)).toBe(expected);
  });

  test('sums are those of integers, whatever the digits', () => {
    const amount = fc.tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 2, max: 20 }));
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 8 }), (amounts) => {
        const texts = amounts.map(([unscaled, decimals]) => {
          const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(decimals + 1, '0');
          return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
        });
        const exact = amounts.reduce((sum, [unscaled, decimals]) => sum + unscaled * 10n ** BigInt(20 - decimals), 0n);
        const [whole = '', fraction = ''] = total(texts).split('.');
        expect(BigInt(whole.replace('-', '') + fraction.padEnd(20, '0')) * (whole.startsWith('-') ? -1n : 1n)).toBe(
          exact,
        );
      }),
    );
  });
});

test.each([
  ['2026-11-08', '2026-10'],
  ['2026-01-08T00:00:00Z', '2025-12'],
])('an invoice of %s is for %s', (date, month) => {
  expect(monthBefore(date)).toBe(month);
});

test('sizes and times read as people say them', () => {
  expect([bytes(0), bytes(1023), bytes(1024), bytes(5 * 1024 ** 3)]).toEqual([
    '0 bytes',
    '1,023 bytes',
    '1.0 KiB',
    '5.0 GiB',
  ]);
  expect([duration(-5), duration(59_400), duration(61_000), duration(7_260_000)]).toEqual([
    '0 s',
    '59 s',
    '1 min 1 s',
    '2 h 1 min',
  ]);
});

describe('the address', () => {
  test('leads back to the view it was made from', () => {
    const word = fc.string({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(word, fc.record({ status: word, kind: word }), (id, params) => {
        expect(readAddress(addressOf('run', id, params))).toEqual({ view: 'run', id, params });
      }),
    );
  });

  test.each(['', '#', '#/', '#%E0%A4%A', '#run/%E0%A4%A'])('%p leads somewhere', (fragment) => {
    expect(readAddress(fragment).view).not.toBe('');
  });
});

describe('what needs somebody', () => {
  const kind = (status: string) => ({ status, version: null, lines: null, sum: null });
  const invoice = (invoiceId: string, state: string, kinds = {}): Invoice => ({
    invoiceId,
    invoiceDate: '2026-11-08',
    currency: 'EUR',
    totalCharges: '1.00',
    kinds,
    proof: { state, difference: '0.00' },
  });

  test('is nothing when all is proved', () => {
    expect(
      attention([invoice('G1', 'proved', { billedUsage: kind('landed') })], [], {
        ok: true,
        checks: { landing: { ok: true } },
      }),
    ).toEqual([]);
  });

  test('comes worst first, each with the way to it, and a failure once', () => {
    const failed = { id: 'billed-usage-G3-full', status: 'failed', error: { code: 'GzipInvalid', message: 'm' } };
    const other = { ...failed, id: 'unbilled-usage-EUR-2026-11-full' };
    const found = attention(
      [
        invoice('G1', 'usageMissing'),
        invoice('G2', 'unexplained'),
        invoice('G3', 'pending', { billedUsage: kind('failed') }),
      ],
      [failed, other] as Export[],
      { ok: false, checks: { graph: { ok: false, detail: 'no token' } } },
    );
    expect(found.map(({ tone, href }) => `${tone} ${href}`)).toEqual([
      'bad #health',
      'bad #invoice/G2',
      'bad #invoice/G3',
      'bad #run/unbilled-usage-EUR-2026-11-full',
      'warn #invoice/G1',
    ]);
  });
});
