import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDecimal, powerOfTen } from '../../../shared/decimal.ts';
import { int128At } from '../../../shared/lines/batch.ts';
import { DecimalReader } from '../../../shared/lines/decimalReader.ts';
import { parseDate, parseMoment, writeMicros } from '../../../shared/lines/timeReader.ts';

const reader = new DecimalReader();

/** The value as a whole number of 10^-scale, or undefined where it does not fit. */
function read(text: string, scale: number): bigint | undefined {
  const words = new Int32Array(8).fill(-1);
  const fits = reader.read(Buffer.from(`${text},`), 0, scale, words, 4);
  return fits ? int128At(words, 1) : undefined;
}

describe('a number in the scale of a column', () => {
  test.each([
    ['0', 20, 0n],
    ['-0.000', 2, 0n],
    ['-0', 0, 0n],
    ['0E-20', 2, 0n],
    ['0e99999999999', 2, 0n],
    ['12.5', 2, 1250n],
    ['-12.5', 2, -1250n],
    ['9.99E-7', 20, 99900000000000n],
    ['1e3', 0, 1000n],
    ['1.5e+3', 1, 15000n],
    ['1000e-3', 0, 1n],
    ['1.500000000000000000000000000000000000000000000', 1, 15n],
    ['100000000000000000000000000000000000000000e-40', 2, 1000n],
    ['757264.41585263734875022202', 20, 75726441585263734875022202n],
    ['99999999999999999999999999999999999999', 0, 10n ** 38n - 1n],
    ['-99999999999999999999999999999999999999', 0, 1n - 10n ** 38n],
    ['0.99999999999999999999999999999999999999', 38, 10n ** 38n - 1n],
    ['-4294967296', 0, -(2n ** 32n)],
    ['-18446744073709551616', 0, -(2n ** 64n)],
    ['-79228162514264337593543950336', 0, -(2n ** 96n)],
    ['79228162514264337593543950336', 0, 2n ** 96n],
  ])('%s at %i decimals', (text, scale, value) => {
    expect(read(text, scale)).toBe(value);
    expect(reader.end).toBe(text.length);
  });

  test.each([
    ['0.001', 2],
    ['1e-33', 32],
    ['1000000', 32],
    ['1e38', 0],
    ['100000000000000000000000000000000000000', 0],
    ['1e999999999999', 2],
    ['1e-999999999999', 2],
  ])('%s does not fit %i decimals', (text, scale) => {
    expect(read(text, scale)).toBeUndefined();
    expect(reader.end).toBe(text.length);
  });

  test.each(['-', '01', '.5', '1.', '1e', '1e+', '+1', '--1', 'NaN', ''])('%j is no number', (text) => {
    expect(read(text, 2)).toBeUndefined();
    expect(reader.end === text.length && text !== '').toBe(false);
  });

  test.each([
    ['1.50', 2],
    ['0E-20', 20],
    ['9.990E-7', 10],
    ['1e3', 0],
    ['1.25e1', 1],
    ['7', 0],
  ])('%s is written with %i decimals', (text, decimals) => {
    read(text, 20);
    expect(reader.decimals).toBe(decimals);
  });

  test('any number fits exactly or not at all', () => {
    const digits = fc
      .array(fc.constantFrom(...'0001234567899'), { minLength: 1, maxLength: 45 })
      .map((d) => d.join(''));
    const number = fc
      .tuple(fc.constantFrom('', '-'), digits, fc.option(digits), fc.option(fc.integer({ min: -50, max: 50 })))
      .map(
        ([sign, whole, fraction, exponent]) =>
          `${sign}${BigInt(whole)}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`,
      );
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 38 }), (text, scale) => {
        const exact = parseDecimal(text);
        if (!exact) throw new Error(text);
        const scaled = exact.unscaled * powerOfTen(scale);
        const magnitude = (scaled < 0n ? -scaled : scaled) / powerOfTen(exact.scale);
        const fits = scaled % powerOfTen(exact.scale) === 0n && magnitude < powerOfTen(38);
        expect(read(text, scale)).toBe(fits ? scaled / powerOfTen(exact.scale) : undefined);
        expect(reader.end).toBe(text.length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('days and moments', () => {
  const micros = (text: string) => {
    const moment = parseMoment(text);
    if (!moment) return undefined;
    const words = new Int32Array(2);
    writeMicros(moment, words, 0);
    return new BigInt64Array(words.buffer)[0];
  };

  test.each([
    ['1970-01-01', 0],
    ['2026-10-31', 20757],
    ['2026-10-31T00:00:00Z', 20757],
    ['2026-10-31T02:00:00.000+02:00', 20757],
    ['2026-10-30T19:00:00-05', 20757],
    ['2026-10-31T00:00:00', 20757],
    ['0001-01-01', -719162],
    ['9999-12-31', 2932896],
    ['2024-02-29', 19782],
    ['2026-02-29', undefined],
    ['1900-02-29', undefined],
    ['2026-13-01', undefined],
    ['2026-00-10', undefined],
    ['2026-10-00', undefined],
    ['0000-12-31', undefined],
    ['2026-10-31T00:00:01Z', undefined],
    ['2026-10-31 00:00:00', undefined],
    ['2026-1-1', undefined],
    ['20261031', undefined],
    ['', undefined],
    [' 2026-10-31', undefined],
  ])('the day %j', (text, days) => {
    expect(parseDate(text)).toBe(days);
  });

  test.each([
    ['1970-01-01T00:00:00Z', 0n],
    ['2026-10-01T12:34:56.789Z', BigInt(Date.UTC(2026, 9, 1, 12, 34, 56, 789)) * 1000n],
    ['2026-10-01T12:34:56.123456Z', BigInt(Date.UTC(2026, 9, 1, 12, 34, 56)) * 1000n + 123456n],
    ['2026-10-01T12:34:56.1234560Z', BigInt(Date.UTC(2026, 9, 1, 12, 34, 56)) * 1000n + 123456n],
    ['2026-10-01T12:34:56.1', BigInt(Date.UTC(2026, 9, 1, 12, 34, 56, 100)) * 1000n],
    ['2026-10-01T12:34', BigInt(Date.UTC(2026, 9, 1, 12, 34)) * 1000n],
    ['2026-10-01T00:30:00+0130', BigInt(Date.UTC(2026, 8, 30, 23)) * 1000n],
    ['2026-12-31T23:30:00-01:00', BigInt(Date.UTC(2027, 0, 1, 0, 30)) * 1000n],
    ['9999-12-31T23:59:59.999Z', 253402300799999000n],
    ['9999-12-31T23:59:59.999999Z', 253402300799999999n],
    ['0001-01-01T00:00:00Z', -62135596800000000n],
    ['1969-12-31T23:59:59.999999Z', -1n],
    ['2026-10-01T12:34:56.1234567Z', undefined],
    ['0001-01-01T00:00:00+01:00', undefined],
    ['9999-12-31T23:59:59-01:00', undefined],
    ['2026-10-01T24:00:00Z', undefined],
    ['2026-10-01T23:59:60Z', undefined],
    ['2026-10-01', undefined],
    ['2026-02-30T00:00:00Z', undefined],
    ['2026-10-01T12:34:56.Z', undefined],
    ['2026-10-01T12:34:56Z ', undefined],
  ])('the moment %j', (text, expected) => {
    expect(micros(text)).toBe(expected);
  });

  test('every moment that JavaScript writes', () => {
    const date = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (value) => {
        expect(micros(value.toISOString())).toBe(BigInt(value.getTime()) * 1000n);
        expect(parseDate(value.toISOString().slice(0, 10))).toBe(Math.floor(value.getTime() / 86_400_000));
      }),
    );
  });
});
