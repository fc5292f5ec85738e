import { type Decimal, powerOfTen } from '../decimal.ts';

/** Rounded to the nearest number of `places` decimals, a tie to the even one. */
export function roundHalfEven(value: Decimal, places: number): Decimal {
  if (value.scale <= places) return value;
  const divisor = powerOfTen(value.scale - places);
  const quotient = value.unscaled / divisor;
  const rest = value.unscaled % divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  return { unscaled: up ? quotient + (value.unscaled < 0n ? -1n : 1n) : quotient, scale: places };
}

/** Digits of a stored decimal. */
const MAX_PRECISION = 38;
const LIMIT = 10n ** BigInt(MAX_PRECISION);

/** The number as a column of that many decimals holds it; undefined when a digit would be lost at either end. */
export function unscaledFor({ unscaled, scale }: Decimal, columnScale: number): bigint | undefined {
  let stored: bigint;
  if (scale <= columnScale) {
    stored = unscaled * powerOfTen(columnScale - scale);
  } else {
    const divisor = powerOfTen(scale - columnScale);
    if (unscaled % divisor !== 0n) return undefined;
    stored = unscaled / divisor;
  }
  return stored < LIMIT && stored > -LIMIT ? stored : undefined;
}
