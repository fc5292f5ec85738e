import { expect, test } from '@jest/globals';
import { createCatalog } from '../../../local/simulators/catalog.ts';

const at = (now: string) =>
  createCatalog({ clock: { now: () => new Date(now), sleep: async () => {} }, firstMonth: '2026-01' });

test('an invoice appears on the 8th of the next month, one a currency, and a classic one beside it', () => {
  expect(at('2026-02-08T07:12:59Z').invoices()).toEqual([]);
  expect(
    at('2026-02-08T07:13:00Z')
      .invoices()
      .map(({ id, currencyCode }) => [id, currencyCode]),
  ).toEqual([
    ['G000100001', 'USD'],
    ['G000000001', 'EUR'],
    ['D000000001', 'EUR'],
  ]);
});

test('ids count months, stay what they are and are listed newest first', () => {
  const catalog = at('2027-01-31T00:00:00Z');
  expect(catalog.find('G000000001')).toEqual(at('2026-02-08T07:13:00Z').find('G000000001'));
  expect(catalog.find('G000000012')?.billingMonth).toBe('2026-12');
  expect(catalog.find('G000000013')).toBeUndefined();
  const dates = catalog.invoices().map(({ publishedAt }) => publishedAt.getTime());
  expect(dates).toEqual([...dates].sort((a, b) => b - a));
});

test('twice a year a credit note amends an invoice, and it has no usage', () => {
  const notes = at('2027-01-31T00:00:00Z')
    .invoices()
    .filter(({ documentType }) => documentType === 'creditNote');
  expect(notes.map(({ id, amends, hasUsage }) => [id, amends, hasUsage])).toEqual([
    ['G000900012', 'G000000012', false],
    ['G000900006', 'G000000006', false],
  ]);
});
