import { describe, expect, test } from '@jest/globals';
import { decimalText } from '../../../shared/decimal.ts';
import type { ExportKind } from '../../../shared/export/kinds.ts';
import { adjustmentRow } from '../../../shared/focus/adjustment.ts';
import { placesOf } from '../../../shared/focus/batchLine.ts';
import { FOCUS_COLUMNS } from '../../../shared/focus/columns.ts';
import {
  type Difference,
  differenceKey,
  differenceText,
  mergeDifferences,
  parseDifference,
} from '../../../shared/focus/difference.ts';
import { foldDifferences, type Side } from '../../../shared/focus/foldDifferences.ts';
import { mappingOf } from '../../../shared/focus/mapBatch.ts';
import { allRows } from '../../../shared/focus/vectors.ts';
import { tableColumns } from '../../../shared/lines/dictionary.ts';
import { batchOf } from '../../support/focusBatch.ts';
import { CONSUMPTION_LINE, shown, USAGE_LINE } from '../../support/focusLine.ts';

const INVOICE = { invoiceId: 'G000001', month: '2026-10', currency: 'EUR', manifestPath: 'r/_manifest.json' };

function fold(side: Side, part: number, lines: readonly Readonly<Record<string, string>>[]): Map<string, Difference> {
  const kind: ExportKind = side === 'usage' ? 'billedUsage' : 'billedReconciliation';
  const batch = batchOf(kind, lines);
  const groups = new Map<string, Difference>();
  foldDifferences(groups, mappingOf(batch, placesOf(tableColumns(kind))), { side, rows: allRows(batch.rows), part });
  return groups;
}

function merged(...sides: Map<string, Difference>[]): Difference[] {
  const all = new Map<string, Difference>();
  for (const group of sides.flatMap((groups) => [...groups.values()])) {
    const known = all.get(differenceKey(group));
    all.set(differenceKey(group), known ? mergeDifferences(known, group) : group);
  }
  return [...all.values()];
}

describe('the row of a difference', () => {
  test('is reconciliation minus usage, with the service of the first line of reconciliation', () => {
    const usage = fold('usage', 1, [
      { ...USAGE_LINE, BillingPreTaxTotal: '4.00000000000000000001' },
      { ...USAGE_LINE, SubscriptionId: 's1', BillingPreTaxTotal: '0.31999999999999999998' },
    ]);
    const [group, ...others] = merged(usage, fold('reconciliation', 0, [CONSUMPTION_LINE]));
    expect(others).toEqual([]);
    const row = adjustmentRow(INVOICE, parseDifference(differenceText(group as Difference)));
    expect(row && { ...row, BilledCost: shown(row.BilledCost) }).toMatchObject({
      BilledCost: '-0.00999999999999999999',
      ChargeCategory: 'Adjustment',
      ChargeFrequency: 'One-Time',
      ChargeDescription: 'Rounding of the invoice: Virtual Machines Dv5 Series',
      InvoiceId: 'G000001',
      ServiceName: 'Virtual Machines Dv5 Series',
      x_CustomerId: 'C1',
      x_ProductId: 'DZH318Z0BQ36',
      x_LandingManifest: 'r/_manifest.json',
    });
    const needed = FOCUS_COLUMNS.filter(({ nullable }) => !nullable).map(({ name }) => name);
    expect(needed.filter((name) => row?.[name] === undefined)).toEqual([]);
  });

  test('says when it is more than rounding', () => {
    const [group] = merged(
      fold('reconciliation', 0, [CONSUMPTION_LINE]),
      fold('usage', 1, [{ ...USAGE_LINE, BillingPreTaxTotal: '1' }]),
    );
    expect(adjustmentRow(INVOICE, group as Difference)?.ChargeDescription).toBe(
      'Invoice beyond usage, more than rounding explains: Virtual Machines Dv5 Series',
    );
  });

  test('of a group that only usage has takes the service of usage', () => {
    const [group] = merged(fold('usage', 1, [USAGE_LINE]));
    expect(adjustmentRow(INVOICE, group as Difference)).toMatchObject({
      ServiceName: 'Virtual Machines',
      ServiceCategory: 'Compute',
    });
  });

  test('is not there when both say the same', () => {
    const [group] = merged(
      fold('reconciliation', 0, [CONSUMPTION_LINE]),
      fold('usage', 1, [{ ...USAGE_LINE, BillingPreTaxTotal: CONSUMPTION_LINE.Subtotal }]),
    );
    expect(adjustmentRow(INVOICE, group as Difference)).toBeUndefined();
  });
});

test('groups of two products stay apart, and each side adds up its lines', () => {
  const groups = fold('reconciliation', 0, [
    CONSUMPTION_LINE,
    { ...CONSUMPTION_LINE, ProductId: 'OTHER', Subtotal: '1.00' },
    { ...CONSUMPTION_LINE, CustomerId: 'c1', Subtotal: '-0.31' },
  ]);
  expect([...groups.values()].map(({ reconciliation }) => decimalText(reconciliation))).toEqual(['4.00', '1.00']);
});
