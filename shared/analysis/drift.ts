import type { AttributeSet } from '../export/request.ts';
import type { Attribute } from '../lines/columns.ts';
import type { JsonKind } from '../lines/jsonKind.ts';
import type { ColumnReport, Place } from '../lines/scanReport.ts';
import { shortMessage } from '../scrub.ts';
import type { Figures } from './figures.ts';

export const DRIFT_CODES = ['NewColumn', 'LostColumn', 'TypeChanged', 'MoreDecimals', 'NewValue'] as const;
export type DriftCode = (typeof DRIFT_CODES)[number];

/**
 * A difference between what landed and the dictionary of known attributes. It is announced, never refused. It goes into events and logs, so it holds no value but that
 * of a closed set.
 */
export interface Drift {
  code: DriftCode;
  column: string;
  message: string;
}

export interface DriftInput {
  figures: Figures;
  attributes: readonly Attribute[];
  attributeSet: AttributeSet;
  billed: boolean;
}

/** Texts of a table that are JSON arrays in the lines. */
const ARRAYS: ReadonlySet<string> = new Set(['ProductQualifiers']);

/** In the order of the dictionary, new columns behind. */
export function driftOf(input: DriftInput): Drift[] {
  const { report, newValues } = input.figures;
  const found = new Map(report.columns.map((column) => [column.name, column]));
  const known = input.attributes.flatMap((attribute) => {
    const column = found.get(attribute.name);
    return column ? driftOfKnown(input, attribute, column) : [];
  });
  const unknown = report.unknown.map(({ name, lines, first }) =>
    entry('NewColumn', name, 'is not a known attribute; it stands in LandingUnfit', lines, first),
  );
  const more: Drift[] =
    report.unknownMore === 0
      ? []
      : [{ code: 'NewColumn', column: '', message: `${report.unknownMore} values are of further unknown attributes.` }];
  const values = newValues.map(({ column, value, lines, first }) =>
    entry('NewValue', column, `has the new value ${JSON.stringify(shortMessage(value, 64))}`, lines, first),
  );
  return [...known, ...unknown, ...more, ...values];
}

function driftOfKnown(input: DriftInput, attribute: Attribute, found: ColumnReport): Drift[] {
  const { name, type } = attribute;
  const drift: Drift[] = [];
  if (isLost(input, attribute, found)) {
    const { rows } = input.figures.report;
    drift.push({
      code: 'LostColumn',
      column: name,
      message: `${name} is on none of ${rows} lines, and was on every one.`,
    });
  }
  const isNumber = type.type === 'decimal';
  const kinds: JsonKind[] = isNumber ? ['number'] : ARRAYS.has(name) ? ['array', 'string'] : ['string'];
  const others = otherKinds(kinds, found);
  if (others) {
    const what = isNumber ? 'is no JSON number' : 'is no JSON text';
    drift.push(entry('TypeChanged', name, what, others.lines, others.first));
  }
  // Zeros behind a number that fits do no harm.
  const numbersThatDoNotFit = found.unfit - (others?.lines ?? 0);
  if (isNumber && found.mostDecimals > type.scale && numbersThatDoNotFit > 0) {
    const what = `has up to ${found.mostDecimals} decimals, not ${type.scale}, and does not fit its column`;
    drift.push(entry('MoreDecimals', name, what, numbersThatDoNotFit, found.firstUnfit));
  }
  return drift;
}

/** Values of a kind that the attribute never had. */
function otherKinds(
  expected: readonly JsonKind[],
  { types, first }: ColumnReport,
): { lines: number; first: Place | undefined } | undefined {
  const kinds = (Object.keys(types) as JsonKind[]).filter(
    (kind) => kind !== 'null' && kind !== 'absent' && !expected.includes(kind),
  );
  const lines = kinds.reduce((sum, kind) => sum + (types[kind] ?? 0), 0);
  const [kind] = kinds;
  return lines === 0 || kind === undefined ? undefined : { lines, first: first[kind] };
}

/** Only a full set is judged: the sources disagree on what basic holds. */
function isLost(
  { figures, attributeSet, billed }: DriftInput,
  { presence }: Attribute,
  { present }: ColumnReport,
): boolean {
  if (attributeSet !== 'full' || figures.report.rows === 0) return false;
  return present === 0 && (presence === 'always' || (presence === 'billed' && billed));
}

function entry(code: DriftCode, column: string, what: string, lines: number, first: Place | undefined): Drift {
  // A name from outside may be of any length.
  const name = shortMessage(column, 128);
  const where = first ? `, first ${placeText(first)}` : '';
  return { code, column: name, message: `${name} ${what} on ${lines} ${lines === 1 ? 'line' : 'lines'}${where}.` };
}

export function placeText({ file, line }: Place): string {
  return `in ${shortMessage(file, 200)}, line ${line}`;
}
