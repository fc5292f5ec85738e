import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal, decimalText, multiply, rescale } from '../../../local/simulators/data/decimal.ts';

describe('texts of exact numbers, as Java writes them', () => {
  test.each([
    [0n, 20, '0E-20'],
    [0n, 32, '0E-32'],
    [0n, 2, '0.00'],
    [0n, 0, '0'],
    [5n, 0, '5'],
    [-1250n, 2, '-12.50'],
    [184n, 4, '0.0184'],
    [1n, 6, '0.000001'],
    [1n, 7, '1E-7'],
    [99900000000000n, 20, '9.9900000000000E-7'],
    [-99900000000000n, 20, '-9.9900000000000E-7'],
    [10n ** 28n * 15n, 28, '15.0000000000000000000000000000'],
  ])('%s × 10^-%i is %s', (unscaled, scale, text) => {
    expect(decimalText({ unscaled, scale })).toBe(text);
  });

  test('no digit is lost: the text is the same number, as far as a double can tell', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 40n), 10n ** 40n), fc.integer({ min: 0, max: 32 }), (unscaled, scale) => {
        const text = decimalText({ unscaled, scale });
        expect(BigInt(text.replace(/E.*$/, '').replace('.', ''))).toBe(unscaled);
        const value: number = JSON.parse(text);
        const expected = Number(unscaled) / 10 ** scale;
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1e-14);
      }),
    );
  });
});

test('products are exact and cut off at the scale asked for', () => {
  const price = decimal('0.01840000000000000000000000000000');
  expect(decimalText(multiply(price, decimal('1.250000000000000000'), 20))).toBe('0.02300000000000000000');
  expect(decimalText(rescale(decimal('0.999'), 2))).toBe('0.99');
});
