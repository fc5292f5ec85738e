/** Exact arithmetic of the tests' own: fractions of whole numbers, so that nothing is shared with the decimals that are tested. */
export interface Fraction {
  n: bigint;
  /** Above zero. */
  d: bigint;
}

export const none: Fraction = { n: 0n, d: 1n };

/** Reads plain notation, `-12.50`. */
export function fraction(text: string): Fraction {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new Error(`not a number in plain notation: ${text}`);
  const [, sign, whole = '', part = ''] = match;
  const n = BigInt(`${whole}${part}`);
  return { n: sign ? -n : n, d: BigInt(`1${'0'.repeat(part.length)}`) };
}

export function plus(a: Fraction, b: Fraction): Fraction {
  if (a.d < b.d) return plus(b, a);
  // Denominators are powers of ten nearly always; multiplied, those of a long sum would grow without end.
  return a.d % b.d === 0n ? { n: a.n + b.n * (a.d / b.d), d: a.d } : { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return plus(a, { n: -b.n, d: b.d });
}

export function times(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.n, d: a.d * b.d };
}

export function less(a: Fraction, b: Fraction): boolean {
  return a.n * b.d < b.n * a.d;
}

export function same(a: Fraction, b: Fraction): boolean {
  return a.n * b.d === b.n * a.d;
}

export function signOf({ n }: Fraction): number {
  return n === 0n ? 0 : n < 0n ? -1 : 1;
}

export function magnitude({ n, d }: Fraction): Fraction {
  return { n: n < 0n ? -n : n, d };
}

/** Cut to whole hundredths, towards zero. */
export function cents({ n, d }: Fraction): Fraction {
  const hundredths = (magnitude({ n, d }).n * 100n - ((magnitude({ n, d }).n * 100n) % d)) / d;
  return { n: n < 0n ? -hundredths : hundredths, d: 100n };
}

export function sum(values: readonly Fraction[]): Fraction {
  return values.reduce(plus, none);
}

/** Plain notation with at least two decimals and no zeros behind; throws for one that never ends. */
export function plain({ n, d }: Fraction): string {
  let scale = 2n;
  while ((n * 10n ** scale) % d !== 0n) {
    scale += 1n;
    if (scale > 200n) throw new Error('a fraction that never ends');
  }
  const digits = String(((n < 0n ? -n : n) * 10n ** scale) / d).padStart(Number(scale) + 1, '0');
  const cut = digits.length - Number(scale);
  return `${n < 0n ? '-' : ''}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}
