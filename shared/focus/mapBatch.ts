import type { Decimal } from '../decimal.ts';
import type { Batch, ColumnVector } from '../lines/batch.ts';
import type { ColumnType } from '../lines/columns.ts';
import { BatchLine, type Places } from './batchLine.ts';
import { BatchCodes, type Codes } from './codes.ts';
import { FOCUS_COLUMNS, placeOf } from './columns.ts';
import type { Rule } from './rule.ts';
import { constantVector, decimalVector, gathered, type Selection, Texts } from './vectors.ts';

/** A batch of landed lines while it is mapped: rules of several kinds of rows share what was made of its columns. */
export interface Mapping {
  batch: Batch;
  line: BatchLine;
  codes: BatchCodes;
}

export function mappingOf(batch: Batch, places: Places): Mapping {
  return { batch, line: new BatchLine(batch, places), codes: new BatchCodes(batch, places) };
}

/**
 * FOCUS rows of these lines, by these rules. A rule of texts and days is asked once for each combination of what it reads, an amount is copied or made
 * line by line. The result shares memory with the batch: read it before you ask for the next one.
 */
export function mapBatch(mapping: Mapping, rules: readonly Rule[], rows: Selection): Batch {
  const columns: (ColumnVector | undefined)[] = FOCUS_COLUMNS.map(() => undefined);
  for (const rule of rules) {
    const place = placeOf(rule.column);
    const { type } = FOCUS_COLUMNS[place] as (typeof FOCUS_COLUMNS)[number];
    columns[place] = rule.by === 'same' ? columns[placeOf(rule.as)] : columnBy(mapping, rule, type, rows);
  }
  return {
    rows: rows.length,
    columns: columns.map(
      (column, place) =>
        column ?? constantVector((FOCUS_COLUMNS[place] as { type: ColumnType }).type, rows.length, undefined),
    ),
  };
}

function columnBy(mapping: Mapping, rule: Exclude<Rule, { by: 'same' }>, type: ColumnType, rows: Selection) {
  const { batch, line, codes } = mapping;
  switch (rule.by) {
    case 'constant':
      return constantVector(type, rows.length, rule.text || undefined);
    case 'moment':
      return constantVector(type, rows.length, rule.moment);
    case 'copy': {
      const vector = batch.columns[line.placeOf(rule.attribute)];
      return vector && gathered(vector, type, rows);
    }
    case 'exact':
      if (type.type !== 'decimal') throw new Error(`${rule.column} holds no amounts`);
      return decimalVector(type.scale, rows, (row) => {
        line.row = row;
        return rule.of(line);
      });
    case 'priceOf':
      if (type.type !== 'decimal') throw new Error(`${rule.column} holds no prices`);
      return decimalVector(type.scale, rows, eachOnce(line, codes.of(rule.reads), rule.of));
    case 'text':
      return textsOf(line, codes.of(rule.reads), rows, rule.of);
    default:
      return wideOf(line, codes.of(rule.reads), rows, type, rule.of);
  }
}

/** What rows of one code have in common, made at the first of them. */
function eachOnce(
  line: BatchLine,
  codes: Codes,
  of: (line: BatchLine) => Decimal | undefined,
): (row: number) => Decimal | undefined {
  const answers = new Array<Decimal | undefined>(codes.size);
  const asked = new Uint8Array(codes.size);
  return (row) => {
    const code = codes.of[row] as number;
    if (asked[code] === 0) {
      line.row = row;
      answers[code] = of(line);
      asked[code] = 1;
    }
    return answers[code];
  };
}

const UNASKED = -2;

function textsOf(
  line: BatchLine,
  codes: Codes,
  rows: Selection,
  of: (line: BatchLine) => string | undefined,
): ColumnVector {
  const texts = new Texts();
  const answers = new Int32Array(codes.size + 1).fill(UNASKED);
  const indices = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const code = codes.of[row] as number;
    let answer = answers[code] as number;
    if (answer === UNASKED) {
      line.row = row;
      answer = texts.place(of(line));
      answers[code] = answer;
    }
    indices[i] = answer;
  }
  return { type: 'string', indices, dictionary: texts.dictionary() };
}

function wideOf(
  line: BatchLine,
  codes: Codes,
  rows: Selection,
  type: ColumnType,
  of: (line: BatchLine) => bigint | undefined,
): ColumnVector {
  const answers = new Map<number, bigint | undefined>();
  const values = new BigInt64Array(rows.length);
  const valid = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const code = codes.of[row] as number;
    if (!answers.has(code)) {
      line.row = row;
      answers.set(code, of(line));
    }
    const answer = answers.get(code);
    if (answer === undefined) continue;
    values[i] = answer;
    valid[i] = 1;
  }
  return type.type === 'timestamp' ? { type: 'timestamp', micros: values, valid } : { type: 'int64', values, valid };
}
