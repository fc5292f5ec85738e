import { describe, expect, test } from '@jest/globals';
import { ledgerOf } from '../../../local/simulators/data/ledger.ts';
import { STORIES, type Story } from '../../../local/simulators/data/stories.ts';
import type { Kind } from '../../../local/simulators/data/subject.ts';
import { add, compare, type Decimal, decimalText, ZERO } from '../../../shared/decimal.ts';
import { adjustmentRow } from '../../../shared/focus/adjustment.ts';
import type { FocusRow } from '../../../shared/focus/cell.ts';
import { type Difference, mergeDifferences } from '../../../shared/focus/difference.ts';
import type { RowSource } from '../../../shared/focus/monthRows.ts';
import type { PartFigures } from '../../../shared/focus/partFigures.ts';
import { RowMapper } from '../../../shared/focus/rowMapper.ts';
import { rowAt } from '../../support/focusBatch.ts';
import { scannedBatches, simulatedLines, TENANT } from '../../support/focusInvoice.ts';

const INVOICE = { invoiceId: 'G000042', month: '2026-10', currency: 'EUR', manifestPath: 'r/_manifest.json' };

interface Mapped {
  rows: FocusRow[];
  figures: PartFigures;
  differences: Map<string, Difference>;
}

function mapped(kind: Kind, part: number, story: Story, options: Partial<RowSource> & { early?: true } = {}): Mapped {
  const { early, ...more } = options;
  const landed = { version: 'v', manifestPath: `${kind}/_manifest.json` };
  const source: RowSource = { kind, landed, withoutConsumption: false, reconciled: true, ...more };
  const differences = new Map<string, Difference>();
  const mapper = new RowMapper(source, INVOICE.month, part, differences);
  const chunks = simulatedLines({
    kind,
    invoiceId: INVOICE.invoiceId,
    currencyCode: INVOICE.currency,
    month: INVOICE.month,
    story,
    ...(early ? { isFirstEdition: true } : {}),
  });
  const rows: FocusRow[] = [];
  for (const batch of scannedBatches(kind, chunks)) {
    for (const made of mapper.map(batch)) {
      for (let row = 0; row < made.rows; row++) rows.push(rowAt(made, row));
    }
  }
  return { rows, figures: mapper.figures(), differences };
}

function adjusted(...sides: Mapped[]): FocusRow[] {
  const groups = new Map<string, Difference>();
  for (const [key, group] of sides.flatMap(({ differences }) => [...differences])) {
    const known = groups.get(key);
    groups.set(key, known ? mergeDifferences(known, group) : group);
  }
  return [...groups.values()].map((group) => adjustmentRow(INVOICE, group)).filter((row) => row !== undefined);
}

const billed = (rows: readonly FocusRow[]) => rows.map(({ BilledCost }) => BilledCost as Decimal).reduce(add, ZERO);

const isRounding = ({ ChargeDescription }: FocusRow) => `${ChargeDescription}`.startsWith('Rounding');

function invoiceTotal(story: Story): Decimal {
  const { charges, licences } = ledgerOf({
    tenantId: TENANT,
    invoiceId: INVOICE.invoiceId,
    currencyCode: 'EUR',
    story,
  });
  return [...charges, ...licences].map(({ money }) => money.total).reduce(add, ZERO);
}

describe('rows of an invoice add up to its total, to the last digit', () => {
  test.each(STORIES)('%s', (story) => {
    const reconciliation = mapped('billedReconciliation', 0, story, { withoutConsumption: true });
    const usage = mapped('billedUsage', 1, story);
    const rows = [...reconciliation.rows, ...usage.rows, ...adjusted(reconciliation, usage)];
    expect(compare(billed(rows), invoiceTotal(story))).toBe(0);
    expect(reconciliation.figures.total).toBe(decimalText(invoiceTotal(story)));
    expect(adjusted(reconciliation, usage).filter((row) => !isRounding(row))).toEqual([]);
    expect(new Set(rows.map(({ InvoiceId }) => InvoiceId))).toEqual(new Set([INVOICE.invoiceId]));
  });

  test.each<Story>(['lateUsage', 'restatedUsage'])('%s: also with the first edition of usage', (story) => {
    const reconciliation = mapped('billedReconciliation', 0, story, { withoutConsumption: true });
    const usage = mapped('billedUsage', 1, story, { early: true });
    const differences = adjusted(reconciliation, usage);
    expect(compare(billed([...reconciliation.rows, ...usage.rows, ...differences]), invoiceTotal(story))).toBe(0);
    expect(differences.filter((row) => !isRounding(row)).length).toBeGreaterThan(0);
  });

  test('while usage is not there: its own consumption lines', () => {
    const { rows, figures } = mapped('billedReconciliation', 0, 'plain', { reconciled: false });
    expect(compare(billed(rows), invoiceTotal('plain'))).toBe(0);
    expect(figures.billedCost).toBe(figures.total);
    expect(rows.filter(({ ChargeCategory }) => ChargeCategory === 'Usage').length).toBeGreaterThan(0);
  });
});

test('what was counted', () => {
  const usage = mapped('billedUsage', 1, 'plain').figures;
  expect(usage.rows).toEqual({ charges: usage.lines, tax: 0, rests: 0, adjustments: 0 });
  expect(usage.pricing).toMatchObject({ usageByUnit: usage.lines, usageByBlock: 0, usageNeither: 0 });
  const reconciliation = mapped('billedReconciliation', 0, 'plain', { withoutConsumption: true }).figures;
  expect(reconciliation.pricing).toMatchObject({ licenceFails: 0 });
  expect(reconciliation.unknown.chargeTypes).toBe(0);
});
