import type { Decimal } from '../decimal.ts';
import type { RawLine } from './rawLine.ts';

/**
 * What a rule reads of an attribute. A rule is asked once for each combination of what it reads in a batch, not once a line: texts repeat, and so do
 * signs and days, while amounts do not.
 */
export type Reads =
  | string
  | { sign: string }
  /** Whether a value stands there. */
  | { presence: string }
  /** A date, date-time or number that repeats. */
  | { value: string };

/** How one column comes about. A column without a rule is null. */
export type Rule = { column: string } & (
  | { by: 'constant'; text: string | undefined }
  | { by: 'moment'; moment: bigint }
  | { by: 'copy'; attribute: string }
  /** Another column that stands above. */
  | { by: 'same'; as: string }
  | { by: 'text'; reads: readonly Reads[]; of: (line: RawLine) => string | undefined }
  | { by: 'momentOf'; reads: readonly Reads[]; of: (line: RawLine) => bigint | undefined }
  | { by: 'countOf'; reads: readonly Reads[]; of: (line: RawLine) => bigint | undefined }
  /** A price, which repeats as texts do. */
  | { by: 'priceOf'; reads: readonly Reads[]; of: (line: RawLine) => Decimal | undefined }
  /** An amount, made anew for each line. */
  | { by: 'exact'; of: (line: RawLine) => Decimal | undefined }
);

export const constant = (column: string, text: string | undefined): Rule => ({ column, by: 'constant', text });
export const moment = (column: string, at: bigint): Rule => ({ column, by: 'moment', moment: at });
export const copy = (column: string, attribute: string): Rule => ({ column, by: 'copy', attribute });
export const same = (column: string, as: string): Rule => ({ column, by: 'same', as });
export const exact = (column: string, of: (line: RawLine) => Decimal | undefined): Rule => ({
  column,
  by: 'exact',
  of,
});

export function text(column: string, reads: readonly Reads[], of: (line: RawLine) => string | undefined): Rule {
  return { column, by: 'text', reads, of };
}

export function momentOf(column: string, reads: readonly Reads[], of: (line: RawLine) => bigint | undefined): Rule {
  return { column, by: 'momentOf', reads, of };
}

export function countOf(column: string, reads: readonly Reads[], of: (line: RawLine) => bigint | undefined): Rule {
  return { column, by: 'countOf', reads, of };
}

export function priceOf(column: string, reads: readonly Reads[], of: (line: RawLine) => Decimal | undefined): Rule {
  return { column, by: 'priceOf', reads, of };
}

/** The rules with some of them replaced, or left out where there is `undefined` in their place. */
export function replaced(rules: readonly Rule[], by: readonly Rule[], without: readonly string[] = []): Rule[] {
  const gone = new Set([...without, ...by.map(({ column }) => column)]);
  return [...rules.filter(({ column }) => !gone.has(column)), ...by];
}
