import { describe, expect, test } from '@jest/globals';
import { ALL_KINDS, hasTable } from '../../../shared/export/kinds.ts';
import { attributes } from '../../../shared/lines/columns.ts';
import { columnIndex, dictionaryOf, LANDING_COLUMNS, tableColumns } from '../../../shared/lines/dictionary.ts';

describe.each(ALL_KINDS.filter(hasTable))('known attributes of %s', (kind) => {
  const known = dictionaryOf(kind);

  test('no name twice, whatever its casing, and none that readers hide or that is ours', () => {
    const names = tableColumns(kind).map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    for (const { name } of known) expect(name).toMatch(/^(?!Landing)[A-Z]\w+$/);
  });

  test('the currency of each amount is a text that the smaller set has, too', () => {
    const amounts = known.filter(({ currency }) => currency !== undefined);
    expect(amounts.length).toBeGreaterThan(1);
    for (const { currency, basic } of amounts) {
      expect(known[columnIndex(known, currency ?? '')]).toMatchObject({ type: { type: 'string' }, basic: true });
      expect(basic).toBe(true);
    }
  });

  test('lineage comes behind them', () => {
    expect(tableColumns(kind).slice(known.length)).toEqual(LANDING_COLUMNS);
  });
});

test('how many, and what some are', () => {
  expect(dictionaryOf('billedUsage')).toHaveLength(55);
  expect(dictionaryOf('unbilledReconciliation')).toHaveLength(47);
  expect(dictionaryOf('unbilledUsage')[33]).toEqual({
    name: 'UnitPrice',
    type: { type: 'decimal', scale: 32 },
    basic: true,
    presence: 'always',
  });
  expect(dictionaryOf('billedReconciliation')[18]).toMatchObject({ name: 'Subtotal', currency: 'Currency' });
});

test('a row that cannot be read is a mistake that is seen at once', () => {
  expect(() => attributes('Name VARCHAR basic always')).toThrow('Name VARCHAR');
  expect(() => columnIndex(LANDING_COLUMNS, 'LandingRow')).toThrow('LandingRow');
});
