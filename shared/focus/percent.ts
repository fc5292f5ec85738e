import { type Decimal, decimalText, parseDecimal } from '../decimal.ts';

/** `15` percent as the fraction `0.15`, by moving the point. */
export function fractionText(percent: Decimal): string {
  return decimalText({ unscaled: percent.unscaled, scale: percent.scale + 2 });
}

/** The number before the first `%` of a text, as a fraction: `15.0% Partner earned credit` is `0.15`. */
export function percentIn(text: string): string | undefined {
  const percent = parseDecimal(/(\d+(?:\.\d+)?)\s*%/.exec(text)?.[1] ?? '');
  return percent && fractionText(percent);
}
