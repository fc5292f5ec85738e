import { expect, test } from '@jest/globals';
import { planRequestedBackfill } from '../../../shared/api/startBackfill.ts';
import type { Invoice, PartnerCenter } from '../../../shared/microsoft/partnerCenter.ts';
import { readSettings } from '../../../shared/settings/settings.ts';

const DAY = '2026-03-07';

test('what a range holds and cannot be exported is listed as refused, whatever its number looks like', async () => {
  const invoices: Invoice[] = ['G000000001', 'D000000002', 'X-3'].map((id) => ({ id, invoiceDate: DAY }));
  const partnerCenter: PartnerCenter = { invoices: async () => ({ invoices }), probe: async () => ({}) };
  const read = readSettings({ LANDING_STORAGE: 'UseDevelopmentStorage=true', INVOICE_EXPORTS: 'billedUsage' });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const plan = await planRequestedBackfill({ partnerCenter, settings: read.settings }, { from: DAY, to: DAY });
  expect(plan.exports.map(({ id }) => id)).toEqual(['billed-usage-G000000001-full']);
  expect(plan.refused).toMatchObject([
    { invoiceId: 'D000000002', code: 'LegacyInvoice' },
    { invoiceId: 'X-3', code: 'InvalidRequest' },
  ]);
});
