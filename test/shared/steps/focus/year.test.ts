import { describe, expect, test } from '@jest/globals';
import { ledgerOf } from '../../../../local/simulators/data/ledger.ts';
import { type Story, storyOf } from '../../../../local/simulators/data/stories.ts';
import { add, decimalText, ZERO } from '../../../../shared/decimal.ts';
import { type FocusBed, focusBed } from '../../../support/focusBed.ts';
import { TENANT } from '../../../support/focusInvoice.ts';

const CURRENCIES = ['EUR', 'USD'];
const MONTHS = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}`);

const invoiceId = (series: number, month: string) => `G00${series}${month.replace('-', '')}`;

function totalOf(id: string, currencyCode: string, story: Story): string {
  const { charges, licences } = ledgerOf({ tenantId: TENANT, invoiceId: id, currencyCode, story });
  return decimalText([...charges, ...licences].map(({ money }) => money.total).reduce(add, ZERO));
}

/** Every export of an invoice in the order of a real month: reconciliation, usage, and once more where its story says so. */
async function bill(bed: FocusBed, series: number, currencyCode: string, month: string): Promise<Story> {
  const story = storyOf(series, month);
  const id = invoiceId(series, month);
  const subject = { invoiceId: id, currencyCode, month, story };
  const next = month === '2026-12' ? '2027-01' : `2026-${String(Number(month.slice(5)) + 1).padStart(2, '0')}`;
  await bed.listed(id, {
    invoiceDate: `${next}-08T00:00:00Z`,
    billingPeriodStartDate: `${month}-01T00:00:00Z`,
    currencyCode,
    documentType: 'invoice',
  });
  await bed.exported({ ...subject, kind: 'billedReconciliation' }, `${next}-08T05:00:00Z`);
  if (story === 'licencesOnly') return story;
  const isRebuilt = story === 'lateUsage' || story === 'restatedUsage';
  const early = isRebuilt ? { isFirstEdition: true as const } : {};
  await bed.exported({ ...subject, kind: 'billedUsage', ...early }, `${next}-08T06:00:00Z`);
  if (!isRebuilt) return story;
  await bed.write({ month, currency: currencyCode });
  await bed.exported({ ...subject, kind: 'billedUsage' }, `${next}-28T06:00:00Z`);
  return story;
}

describe('a year of two currencies, with refunds, late and restated usage', () => {
  test.each(CURRENCIES.map((currency, series) => [currency, series] as const))(
    '%s',
    async (currency, series) => {
      const bed = focusBed({ withHub: false });
      for (const month of MONTHS) {
        const story = await bill(bed, series, currency, month);
        expect(await bed.write({ month, currency })).toBe('written');
        const figures = await bed.monthFigures({ month, currency });
        const total = totalOf(invoiceId(series, month), currency, story);
        expect(figures.invoices).toEqual([
          { invoiceId: invoiceId(series, month), billedCost: total, total, difference: '0.00' },
        ]);
        expect([month, figures.warnings]).toEqual([month, []]);
        expect(figures).toMatchObject({ from: 'billed', nulls: {} });
        const { charges, tax, rests, adjustments } = figures.figures.rows;
        expect(figures.table?.rows).toBe(charges + tax + rests + adjustments);
      }
      // Nothing that activities handed to each other is left.
      expect(
        [...bed.blobs.blobs.keys()].filter((path) => path.includes('/focus/') && path.includes('/parts/')),
      ).toEqual([]);
    },
    60_000,
  );
});
