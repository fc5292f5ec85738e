import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  add,
  compare,
  type Decimal,
  decimalText,
  isZero,
  MAX_DIGITS,
  multiply,
  negate,
  parseDecimal,
  powerOfTen,
  roundDown,
  sign,
  subtract,
} from '../../shared/decimal.ts';

function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (!value) throw new Error(`${text} is no number`);
  return value;
}

describe('a JSON number is read as it stands', () => {
  test.each([
    ['0', 0n, 0],
    ['-0', 0n, 0],
    ['-0.00', 0n, 2],
    ['12', 12n, 0],
    ['-12.50', -1250n, 2],
    ['757264.41585263734875022202', 75726441585263734875022202n, 20],
    ['9.99E-7', 999n, 9],
    ['0E-20', 0n, 20],
    ['1.5e3', 1500n, 0],
    ['1.5e+0003', 1500n, 0],
    ['1e0', 1n, 0],
    ['-1.234E2', -1234n, 1],
    ['0e999999999999', 0n, 0],
    ['0e-999999999999', 0n, 0],
  ])('%s', (text, unscaled, scale) => {
    expect(parseDecimal(text)).toEqual({ unscaled, scale });
  });

  test.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '01',
    '-',
    '.5',
    '5.',
    '1e',
    '1e+',
    '0x10',
    '1_000',
    'NaN',
    'Infinity',
    '１',
    '1n',
    '1\n',
  ])('no number: %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  test('the longest is read, a longer one is none', () => {
    expect(decimal('9'.repeat(MAX_DIGITS)).unscaled).toBe(powerOfTen(MAX_DIGITS) - 1n);
    expect(decimal(`1e-${MAX_DIGITS}`)).toEqual({ unscaled: 1n, scale: MAX_DIGITS });
    expect(decimal(`1e${MAX_DIGITS - 1}`).unscaled).toBe(powerOfTen(MAX_DIGITS - 1));
    const tooLong = [
      '9'.repeat(MAX_DIGITS + 1),
      `1e${MAX_DIGITS}`,
      `1e-${MAX_DIGITS + 1}`,
      '1e999999999999999999999',
      `1e-${'9'.repeat(400)}`,
      '1'.repeat(50_000_000),
    ];
    for (const text of tooLong) expect(parseDecimal(text)).toBeUndefined();
  });
});

describe('the text of a number', () => {
  test.each([
    ['0', '0.00'],
    ['-0.000', '0.00'],
    ['12.5', '12.50'],
    ['12.500', '12.50'],
    ['-0.0184', '-0.0184'],
    ['0E-20', '0.00'],
    ['1e3', '1000.00'],
    ['-9.99E-7', '-0.000000999'],
    ['1.2300', '1.23'],
    ['100.10', '100.10'],
    ['757264.41585263734875022202', '757264.41585263734875022202'],
  ])('%s is %s', (text, plain) => {
    expect(decimalText(decimal(text))).toBe(plain);
  });
});

describe('cut off towards zero', () => {
  test.each([
    ['1.999', 2, '1.99'],
    ['-1.999', 2, '-1.99'],
    ['0.009', 2, '0.00'],
    ['-0.009', 2, '0.00'],
    ['1.5', 0, '1.00'],
    ['1.5', 2, '1.50'],
    ['12', 2, '12.00'],
  ])('%s at %i places is %s', (text, places, cut) => {
    expect(decimalText(roundDown(decimal(text), places))).toBe(cut);
  });
});

describe('against whole numbers of one scale', () => {
  // The model: every number is a whole count of 10^-40, and arithmetic is that of BigInt.
  const MODEL = 40;
  const anyDecimal = fc.record({
    unscaled: fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
    scale: fc.integer({ min: 0, max: MODEL }),
  });
  const model = ({ unscaled, scale }: Decimal) => unscaled * 10n ** BigInt(MODEL - scale);

  test('sum, difference, negation, order', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        expect(model(add(a, b))).toBe(model(a) + model(b));
        expect(model(subtract(a, b))).toBe(model(a) - model(b));
        expect(model(negate(a))).toBe(-model(a));
        const order = model(a) < model(b) ? -1 : model(a) > model(b) ? 1 : 0;
        expect(compare(a, b)).toBe(order);
        expect(sign(a)).toBe(compare(a, { unscaled: 0n, scale: 7 }));
        expect(isZero(a)).toBe(a.unscaled === 0n);
      }),
    );
  });

  test('product', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        const product = multiply(a, b);
        expect(product.unscaled * 10n ** BigInt(2 * MODEL - product.scale)).toBe(model(a) * model(b));
      }),
    );
  });

  test('cut off: not farther from zero, by less than one place', () => {
    fc.assert(
      fc.property(anyDecimal, fc.integer({ min: 0, max: MODEL }), (value, places) => {
        const magnitude = (of: Decimal) => (model(of) < 0n ? -model(of) : model(of));
        const cut = roundDown(value, places);
        const taken = magnitude(value) - magnitude(cut);
        expect(cut.scale).toBeLessThanOrEqual(Math.max(places, 0));
        expect(taken >= 0n && taken < 10n ** BigInt(MODEL - places)).toBe(true);
        expect(model(cut) % 10n ** BigInt(MODEL - places)).toBe(0n);
      }),
    );
  });

  test('text and back is the same number, in the promised form', () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        const text = decimalText(value);
        expect(text).toMatch(/^-?(0|[1-9]\d*)\.\d\d(\d*[1-9])?$/);
        expect(text).not.toMatch(/^-[0.]+$/);
        expect(compare(decimal(text), value)).toBe(0);
      }),
    );
  });

  test('with an exponent it is the same number as without', () => {
    fc.assert(
      fc.property(anyDecimal, fc.integer({ min: -50, max: 50 }), (value, shift) => {
        const plain = decimalText(value);
        const shifted = decimal(`${plain}e${shift}`);
        expect(shifted.unscaled * 10n ** BigInt(100 - shifted.scale)).toBe(model(value) * 10n ** BigInt(60 + shift));
      }),
    );
  });
});
