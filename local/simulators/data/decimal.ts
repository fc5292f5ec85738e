/** An exact decimal number: `unscaled` × 10^-`scale`. */
export interface Decimal {
  unscaled: bigint;
  scale: number;
}

export function decimal(text: string): Decimal {
  const [whole = '0', fraction = ''] = text.split('.');
  return { unscaled: BigInt(whole + fraction), scale: fraction.length };
}

/** The product at `scale` decimals, cut off like the money columns of the exports. */
export function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  return rescale({ unscaled: a.unscaled * b.unscaled, scale: a.scale + b.scale }, scale);
}

export function rescale(value: Decimal, scale: number): Decimal {
  const shift = scale - value.scale;
  return {
    unscaled: shift >= 0 ? value.unscaled * 10n ** BigInt(shift) : value.unscaled / 10n ** BigInt(-shift),
    scale,
  };
}

/**
 * The text that Java's `BigDecimal.toString` gives, which is what the exported files hold: all decimals, and scientific
 * notation when the first digit lies more than six places behind the point: `0.01840000000000000000`, `0E-20`,
 * `9.9900000000000E-7`.
 */
export function decimalText({ unscaled, scale }: Decimal): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  const exponent = digits.length - 1 - scale;
  if (exponent < -6) {
    const fraction = digits.slice(1);
    return `${sign}${digits[0]}${fraction === '' ? '' : `.${fraction}`}E${exponent}`;
  }
  if (scale === 0) {
    return sign + digits;
  }
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}
