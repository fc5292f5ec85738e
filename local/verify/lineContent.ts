import { add, type Decimal, decimalText, parseDecimal, ZERO } from '../../shared/decimal.ts';
import type { Attribute } from '../../shared/lines/columns.ts';
import { NumberSet } from './numberSet.ts';

/**
 * What lines say, read by other means than the scanner's: each by `JSON.parse`, numbers from their own text. Slower, and of another making,
 * which is the point.
 */
export class LineContent {
  /** Numbers of the lines, from 1, that are rows, by file. */
  readonly rows = new Map<string, NumberSet>();
  /** Lines that are no JSON object. */
  unreadable = 0;
  readonly sums = new Sums();
  readonly #amounts: readonly { name: string; currency: string }[];

  constructor(attributes: readonly Attribute[]) {
    this.#amounts = attributes.flatMap(({ name, currency }) => (currency === undefined ? [] : [{ name, currency }]));
  }

  add(file: string, number: number, text: string): void {
    const line = number === 1 ? text.replace(/^\ufeff/, '') : text;
    if (/^[ \t\r]*$/.test(line)) return;
    const read = readNumbers(line);
    if (!read) {
      this.unreadable++;
      return;
    }
    const numbers = this.rows.get(file) ?? new NumberSet();
    this.rows.set(file, numbers.add(number));
    for (const { name, currency } of this.#amounts) {
      const amount = read.numbers.get(keyOf(read.members, name) ?? '');
      const code = read.members[keyOf(read.members, currency) ?? ''];
      if (amount) this.sums.add(name, typeof code === 'string' ? code : '', amount);
    }
  }
}

/** Exact sums by column and currency. */
export class Sums {
  readonly #sums = new Map<string, Decimal>();

  add(column: string, currency: string, amount: Decimal): void {
    const key = `${column} in ${currency || 'no currency'}`;
    this.#sums.set(key, add(this.#sums.get(key) ?? ZERO, amount));
  }

  /** One sentence for each sum that others do not have, or have otherwise. */
  differences(others: Sums, where: string): string[] {
    const keys = new Set([...this.#sums.keys(), ...others.#sums.keys()]);
    return [...keys].sort().flatMap((key) => {
      const text = (sums: Sums) => decimalText(sums.#sums.get(key) ?? ZERO);
      return text(this) === text(others) ? [] : [`${key} is ${text(others)} ${where}, ${text(this)} in the raw lines`];
    });
  }
}

interface ReadLine {
  members: Readonly<Record<string, unknown>>;
  /** Numbers of the object itself, from their own text. */
  numbers: ReadonlyMap<string, Decimal>;
}

function readNumbers(line: string): ReadLine | undefined {
  const found: { holder: unknown; key: string; source: string }[] = [];
  // The text of a number is given to the reviver since V8 11.4 (proposal-json-parse-with-source).
  function note(this: unknown, key: string, value: unknown, context?: { source?: string }): unknown {
    if (typeof value === 'number' && context?.source !== undefined) {
      found.push({ holder: this, key, source: context.source });
    }
    return value;
  }
  try {
    const members: unknown = JSON.parse(line, note);
    if (typeof members !== 'object' || members === null || Array.isArray(members)) return undefined;
    const numbers = new Map<string, Decimal>();
    for (const { holder, key, source } of found) {
      const value = holder === members ? parseDecimal(source) : undefined;
      if (value) numbers.set(key, value);
    }
    return { members: members as ReadLine['members'], numbers };
  } catch {
    return undefined;
  }
}

/** The key of an attribute: as it is spelled, or else the last in other casing. */
function keyOf(members: ReadLine['members'], name: string): string | undefined {
  if (Object.hasOwn(members, name)) return name;
  const lower = name.toLowerCase();
  return Object.keys(members).findLast((key) => key.toLowerCase() === lower);
}
