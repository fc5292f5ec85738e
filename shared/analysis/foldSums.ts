import { decimalAt, entryText, int64At, textAt } from '../lines/batch.ts';
import type { Attribute } from '../lines/columns.ts';
import { columnIndex, LANDING_COLUMNS } from '../lines/dictionary.ts';
import type { LineBatch } from '../lines/lineScanner.ts';
import type { Place } from '../lines/scanReport.ts';
import { CHARGE_TYPES } from './chargeTypes.ts';
import { addAmount, type NewValue, noteNewValue, type Sums } from './figures.ts';
import { cellOf, unfitNumbers } from './foldGroups.ts';

/** Adds the amounts of a batch, each to the sum of its column and of the currency that its own line names. */
export function addSums(sums: Sums, attributes: readonly Attribute[], batch: LineBatch): void {
  const unfit = unfitNumbers(batch);
  for (const [column, { name, currency }] of attributes.entries()) {
    if (currency === undefined) continue;
    const currencyColumn = columnIndex(attributes, currency);
    for (let row = 0; row < batch.rows; row++) {
      const amount = decimalAt(batch, column, row) ?? unfit?.get(cellOf(row, column));
      if (amount) addAmount(sums, name, textAt(batch, currencyColumn, row) ?? '', amount);
    }
  }
}

const CLOSED_SET = 'ChargeType';

/** Looks for values of the closed set that are not known: at each text of the batch once, and at the rows only when there is one. */
export function addNewValues(values: NewValue[], attributes: readonly Attribute[], batch: LineBatch): void {
  const column = attributes.findIndex(({ name }) => name === CLOSED_SET);
  const vector = batch.columns[column];
  if (vector?.type !== 'string') return;
  const { indices, dictionary } = vector;
  for (let entry = 0; entry < dictionary.size; entry++) {
    const value = entryText(dictionary, entry);
    if (value === '' || CHARGE_TYPES.has(value.toLowerCase())) continue;
    const first = indices.indexOf(entry);
    if (first < 0 || first >= batch.rows) continue;
    let lines = 0;
    for (let row = first; row < batch.rows; row++) if (indices[row] === entry) lines++;
    noteNewValue(values, { column: CLOSED_SET, value, lines, first: placeOf(batch, attributes.length, first) });
  }
}

/** Where a row comes from; its lineage stands behind the attributes. */
function placeOf(batch: LineBatch, attributes: number, row: number): Place {
  const column = (name: string) => attributes + columnIndex(LANDING_COLUMNS, name);
  return {
    file: textAt(batch, column('LandingFile'), row) ?? '',
    line: Number(int64At(batch, column('LandingLine'), row) ?? 0n),
  };
}
