import { add, type Decimal, decimalText, parseDecimal, sign, ZERO } from '../decimal.ts';
import { mergeReports, type Place, type ScanReport } from '../lines/scanReport.ts';

/** The amounts of one column in one currency. A sum has no limit of digits. */
export interface AmountSum {
  sum: Decimal;
  /** Of the negative ones alone. */
  negative: Decimal;
  lines: number;
}

/** By column, then by currency; amounts of a line without one are under `''`. */
export type Sums = Map<string, Map<string, AmountSum>>;

/** A value that a small closed set does not have. */
export interface NewValue {
  column: string;
  value: string;
  lines: number;
  first: Place;
}

/** What is counted of any part of a version, and added up part by part. */
export interface Figures {
  report: ScanReport;
  sums: Sums;
  newValues: NewValue[];
}

/** More distinct values than this are no closed set. */
const MOST_NEW_VALUES = 100;

export function addAmount(sums: Sums, column: string, currency: string, amount: Decimal): void {
  addSum(sums, column, currency, { sum: amount, negative: sign(amount) < 0 ? amount : ZERO, lines: 1 });
}

export function addSum(sums: Sums, column: string, currency: string, more: AmountSum): void {
  const byCurrency = sums.get(column) ?? new Map<string, AmountSum>();
  sums.set(column, byCurrency);
  const known = byCurrency.get(currency);
  byCurrency.set(
    currency,
    known
      ? {
          sum: add(known.sum, more.sum),
          negative: add(known.negative, more.negative),
          lines: known.lines + more.lines,
        }
      : more,
  );
}

export function noteNewValue(values: NewValue[], more: NewValue): void {
  const known = values.find(({ column, value }) => column === more.column && value === more.value);
  if (known) known.lines += more.lines;
  else if (values.length < MOST_NEW_VALUES) values.push({ ...more });
}

/** The figures of two parts of a version; `a` comes before `b`. */
export function mergeFigures(a: Figures, b: Figures): Figures {
  const sums: Sums = new Map();
  for (const part of [a, b]) {
    for (const [column, byCurrency] of part.sums) {
      for (const [currency, sum] of byCurrency) addSum(sums, column, currency, sum);
    }
  }
  const newValues: NewValue[] = [];
  for (const value of [...a.newValues, ...b.newValues]) noteNewValue(newValues, value);
  return { report: mergeReports(a.report, b.report), sums, newValues };
}

/** Figures as activities hand them on: amounts are exact texts. */
export interface FiguresJson {
  report: ScanReport;
  sums: { column: string; currency: string; sum: string; negative: string; lines: number }[];
  newValues: NewValue[];
}

export function figuresJson({ report, sums, newValues }: Figures): FiguresJson {
  return { report, sums: sumsJson(sums), newValues };
}

/** In the order in which columns came; currencies of a column by name. */
export function sumsJson(sums: Sums): FiguresJson['sums'] {
  return [...sums].flatMap(([column, byCurrency]) =>
    [...byCurrency]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, { sum, negative, lines }]) => ({
        column,
        currency,
        sum: decimalText(sum),
        negative: decimalText(negative),
        lines,
      })),
  );
}

export function readFigures({ report, sums: written, newValues }: FiguresJson): Figures {
  const sums: Sums = new Map();
  for (const { column, currency, sum, negative, lines } of written) {
    addSum(sums, column, currency, { sum: exact(sum), negative: exact(negative), lines });
  }
  return { report, sums, newValues };
}

function exact(text: string): Decimal {
  const value = parseDecimal(text);
  if (!value) throw new TypeError('A sum that is no number.');
  return value;
}
