import { describe, expect, test } from '@jest/globals';
import type { ExportKind } from '../../../shared/export/kinds.ts';
import { BatchLine, placesOf } from '../../../shared/focus/batchLine.ts';
import { type Cell, focusRow } from '../../../shared/focus/cell.ts';
import { FOCUS_COLUMNS } from '../../../shared/focus/columns.ts';
import { mapBatch, mappingOf } from '../../../shared/focus/mapBatch.ts';
import { reconciliationRules } from '../../../shared/focus/reconciliationRules.ts';
import { unscaledFor } from '../../../shared/focus/rounding.ts';
import type { Rule } from '../../../shared/focus/rule.ts';
import { restRules, taxRules } from '../../../shared/focus/taxRules.ts';
import { usageRules } from '../../../shared/focus/usageRules.ts';
import { allRows } from '../../../shared/focus/vectors.ts';
import { tableColumns } from '../../../shared/lines/dictionary.ts';
import { batchOf, rowAt } from '../../support/focusBatch.ts';
import { CONSUMPTION_LINE, LICENCE_LINE, USAGE_LINE } from '../../support/focusLine.ts';

const SOURCE = { month: '2026-10', isBilled: true, manifestPath: 'v/_manifest.json' };

/** Lines that agree in some of what a rule reads, and differ in others, in an order that mixes them. */
const USAGE = [
  USAGE_LINE,
  { ...USAGE_LINE, UsageDate: '2026-10-01' },
  { ...USAGE_LINE, BillingPreTaxTotal: '-1.5', UnitType: '1 GB/Month' },
  { ...USAGE_LINE, ResourceURI: '', ConsumedService: 'Microsoft.Storage' },
  { ...USAGE_LINE, ResourceURI: '', ConsumedService: 'Nobody.Knows', MeterCategory: 'Thing' },
  { ...USAGE_LINE, BenefitOrderId: 'BO', BenefitType: 'SavingsPlan' },
  { ...USAGE_LINE, BillingPreTaxTotal: '0', CustomerName: '', Tags: '"a":1' },
  { ...USAGE_LINE, UsageDate: '', PartnerEarnedCreditPercentage: '' },
  USAGE_LINE,
];
const RECONCILIATION = [
  LICENCE_LINE,
  CONSUMPTION_LINE,
  { ...LICENCE_LINE, ChargeType: 'removeQuantity', Subtotal: '-3', ChargeStartDate: '2026-09-01T00:00:00Z' },
  { ...CONSUMPTION_LINE, SubscriptionStartDate: '2026-10-01T00:00:00Z' },
  { ...LICENCE_LINE, ReservationOrderId: 'R' },
  { ...LICENCE_LINE, Total: '70', PCToBCExchangeRate: '25000.1234567890' },
  LICENCE_LINE,
];

const CASES: [name: string, ExportKind, readonly Readonly<Record<string, string>>[], Rule[]][] = [
  ['usage', 'billedUsage', USAGE, usageRules(SOURCE)],
  ['reconciliation', 'billedReconciliation', RECONCILIATION, reconciliationRules(SOURCE)],
  ['tax', 'billedReconciliation', RECONCILIATION, taxRules(SOURCE)],
  ['what does not add up', 'billedReconciliation', RECONCILIATION, restRules(SOURCE)],
];

describe('a batch is mapped as its lines one by one are', () => {
  test.each(CASES)('%s', (_, kind, lines, rules) => {
    const batch = batchOf(kind, lines);
    const places = placesOf(tableColumns(kind));
    const mapped = mapBatch(mappingOf(batch, places), rules, allRows(batch.rows));
    const line = new BatchLine(batch, places);
    expect(mapped.rows).toBe(lines.length);
    for (line.row = 0; line.row < lines.length; line.row++) {
      expect(rowAt(mapped, line.row)).toEqual(stored(focusRow(rules, line)));
    }
  });

  test.each(CASES)('%s: of some lines, in their order', (_, kind, lines, rules) => {
    const batch = batchOf(kind, lines);
    const mapping = mappingOf(batch, placesOf(tableColumns(kind)));
    const all = mapBatch(mapping, rules, allRows(batch.rows));
    const some = mapBatch(mapping, rules, Int32Array.of(1, 4, 5));
    expect([0, 1, 2].map((row) => rowAt(some, row))).toEqual([1, 4, 5].map((row) => rowAt(all, row)));
  });
});

/** As the columns hold it: amounts in the scale of their column. */
function stored(row: Readonly<Record<string, Cell>>): Record<string, Cell> {
  return Object.fromEntries(
    FOCUS_COLUMNS.map(({ name, type }) => {
      const cell = row[name];
      if (type.type !== 'decimal' || typeof cell !== 'object') return [name, cell];
      const unscaled = unscaledFor(cell, type.scale);
      return [name, unscaled === undefined ? undefined : { unscaled, scale: type.scale }];
    }),
  );
}
