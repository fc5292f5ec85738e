import { describe, expect, test } from '@jest/globals';
import { type LandedInvoice, type LandedMonth, monthRows } from '../../../shared/focus/monthRows.ts';

const landed = (name: string) => ({ version: 'v', manifestPath: name });

const invoice = (invoiceId: string, has: string, isNote = false): LandedInvoice => ({
  invoiceId,
  isNote,
  ...(has.includes('u') ? { usage: landed(`${invoiceId}-u`) } : {}),
  ...(has.includes('r') ? { reconciliation: landed(`${invoiceId}-r`) } : {}),
});

const month = (invoices: LandedInvoice[], unbilled: string): LandedMonth => ({
  invoices,
  ...(unbilled.includes('u') ? { unbilledUsage: landed('unbilled-u') } : {}),
  ...(unbilled.includes('r') ? { unbilledReconciliation: landed('unbilled-r') } : {}),
});

const note = (id: string, has: string) => invoice(id, has, true);

describe('what a month and currency consists of', () => {
  test.each<[string, LandedMonth, string, string[]]>([
    ['nothing', month([], ''), 'unbilled', []],
    ['the open month', month([], 'ur'), 'unbilled', ['unbilled-r -', 'unbilled-u']],
    ['an open month without usage', month([], 'r'), 'unbilled', ['unbilled-r']],
    ['an open month of usage only', month([], 'u'), 'unbilled', ['unbilled-u']],
    ['an invoice whose usage is to come', month([invoice('G1', 'r')], 'ur'), 'billed', ['G1-r']],
    ['an invoice, whole', month([invoice('G1', 'ur')], 'ur'), 'billed', ['G1-r - =', 'G1-u =']],
    ['usage first', month([invoice('G1', 'u')], 'ur'), 'billedUsage', ['G1-u', 'unbilled-r -']],
    ['usage first, and nothing else', month([invoice('G1', 'u')], ''), 'billedUsage', ['G1-u']],
    ['an invoice of which nothing landed', month([invoice('G1', '')], 'u'), 'unbilled', ['unbilled-u']],
    ['two invoices', month([invoice('G1', 'r'), invoice('G2', 'u')], 'ur'), 'billed', ['G1-r', 'G2-u']],
    ['a credit note first', month([note('G9', 'r')], 'ur'), 'unbilled', ['G9-r', 'unbilled-r -', 'unbilled-u']],
    [
      'a credit note and usage',
      month([note('G9', 'r'), invoice('G1', 'u')], 'ur'),
      'billedUsage',
      ['G9-r', 'G1-u', 'unbilled-r -'],
    ],
    [
      'a credit note and its invoice',
      month([note('G9', 'ur'), invoice('G1', 'r')], 'ur'),
      'billed',
      ['G9-r - =', 'G9-u =', 'G1-r'],
    ],
  ])('%s', (_, given, from, sources) => {
    const rows = monthRows(given);
    expect(rows.from).toBe(from);
    expect(
      rows.sources.map(
        ({ landed: { manifestPath }, withoutConsumption, reconciled }) =>
          `${manifestPath}${withoutConsumption ? ' -' : ''}${reconciled ? ' =' : ''}`,
      ),
    ).toEqual(sources);
  });
});
