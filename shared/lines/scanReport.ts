import type { JsonKind } from './jsonKind.ts';

/** A line of a landed file, counted from 1, blank lines too. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What keeps a version out of the table: a line that is no JSON object, or an amount that its column cannot hold exactly. */
export interface LineFault extends Place {
  readonly code: 'LineUnreadable' | 'TableInexact';
  /** Of an amount. */
  readonly column?: string;
  /** The line was not read because it is longer than `MAX_LINE_BYTES`. */
  readonly tooLong?: true;
}

/** What the lines had in a column. */
export interface ColumnReport {
  readonly name: string;
  /** Rows that have the key, null or not. */
  readonly present: number;
  readonly absent: number;
  /** How many values of each kind; `""` in a column that holds no texts counts as null. */
  readonly types: Readonly<Partial<Record<JsonKind, number>>>;
  /** Where each kind was first. */
  readonly first: Readonly<Partial<Record<JsonKind, Place>>>;
  /** Values that are null in the table because they do not fit. */
  readonly unfit: number;
  /** Where the first of them is. */
  readonly firstUnfit?: Place;
  /** Of numbers as they are written, trailing zeros counted; -1 when there was no number. */
  readonly mostDecimals: number;
}

/** An attribute that the dictionary does not know. */
export interface UnknownAttribute {
  /** At most `MAX_NAME_LENGTH` characters of it. */
  readonly name: string;
  readonly lines: number;
  readonly first: Place;
}

/** What a scan found, in plain data: it can be stored, and added to that of other files of the same version. */
export interface ScanReport {
  /** As the copy counts them: newlines, and one more for a last line without. */
  readonly lines: number;
  readonly rows: number;
  readonly blank: number;
  readonly unreadable: number;
  /** Amounts that did not fit. */
  readonly inexact: number;
  readonly columns: readonly ColumnReport[];
  readonly unknown: readonly UnknownAttribute[];
  /** Values of further unknown attributes, when there are more than `MAX_UNKNOWN`. */
  readonly unknownMore: number;
  /** The first `MAX_FAULTS`. */
  readonly faults: readonly LineFault[];
}

export const MAX_FAULTS = 100;
export const MAX_UNKNOWN = 500;
export const MAX_NAME_LENGTH = 256;

/** One report of two parts of a version; `a` comes before `b`. Both are of the same columns. */
export function mergeReports(a: ScanReport, b: ScanReport): ScanReport {
  const unknown = mergeUnknown(a.unknown, b.unknown);
  const kept = unknown.slice(0, MAX_UNKNOWN);
  const left = unknown.slice(MAX_UNKNOWN).reduce((sum, { lines }) => sum + lines, 0);
  return {
    lines: a.lines + b.lines,
    rows: a.rows + b.rows,
    blank: a.blank + b.blank,
    unreadable: a.unreadable + b.unreadable,
    inexact: a.inexact + b.inexact,
    columns: a.columns.map((column, index) => mergeColumn(column, b.columns[index] ?? column)),
    unknown: kept,
    unknownMore: a.unknownMore + b.unknownMore + left,
    faults: [...a.faults, ...b.faults].slice(0, MAX_FAULTS),
  };
}

function mergeColumn(a: ColumnReport, b: ColumnReport): ColumnReport {
  const types: Partial<Record<JsonKind, number>> = { ...a.types };
  const firstUnfit = a.firstUnfit ?? b.firstUnfit;
  for (const [kind, count] of entries(b.types)) types[kind] = (types[kind] ?? 0) + count;
  return {
    name: a.name,
    present: a.present + b.present,
    absent: a.absent + b.absent,
    types,
    first: { ...b.first, ...a.first },
    unfit: a.unfit + b.unfit,
    ...(firstUnfit ? { firstUnfit } : {}),
    mostDecimals: Math.max(a.mostDecimals, b.mostDecimals),
  };
}

function mergeUnknown(a: readonly UnknownAttribute[], b: readonly UnknownAttribute[]): UnknownAttribute[] {
  const merged = new Map(a.map((attribute) => [attribute.name, attribute]));
  for (const attribute of b) {
    const known = merged.get(attribute.name);
    merged.set(attribute.name, known ? { ...known, lines: known.lines + attribute.lines } : attribute);
  }
  return [...merged.values()];
}

function entries<K extends string, V>(record: Readonly<Partial<Record<K, V>>>): [K, V][] {
  const all: [K, V][] = [];
  for (const key in record) {
    const value = record[key];
    if (value !== undefined) all.push([key, value]);
  }
  return all;
}
