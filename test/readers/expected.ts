/**
 * Rows and sums out of the raw lines, by a way that shares nothing with the program: the text of a number found by a pattern, added as an integer of
 * forty decimals.
 */
export interface Expected {
  rows: number;
  sum: string;
}

const DECIMALS = 40;

export function expectedOf(text: string, column: string): Expected {
  const pattern = new RegExp(`"${column}":(-?[0-9][0-9.eE+-]*|null)`);
  let rows = 0;
  let sum = 0n;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    rows++;
    const number = pattern.exec(line)?.[1];
    if (number && number !== 'null') sum += scaled(number);
  }
  return { rows, sum: plain(sum) };
}

export function add(a: Expected, b: Expected): Expected {
  return { rows: a.rows + b.rows, sum: plain(scaled(a.sum) + scaled(b.sum)) };
}

function scaled(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) throw new Error(`no number: ${text}`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = DECIMALS - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  if (shift < 0 && digits % 10n ** BigInt(-shift) !== 0n) throw new Error(`too many decimals: ${text}`);
  const value = shift < 0 ? digits / 10n ** BigInt(-shift) : digits * 10n ** BigInt(shift);
  return sign ? -value : value;
}

function plain(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '').padEnd(2, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}.${fraction}`;
}
