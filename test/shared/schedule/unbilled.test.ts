import { expect, test } from '@jest/globals';
import { findUnbilled } from '../../../shared/schedule/unbilled.ts';
import { discoveryBed } from './discoveryBed.ts';

const SETTINGS = {
  UNBILLED_CURRENCIES: 'EUR,USD',
  UNBILLED_EXPORTS: 'unbilledUsage,unbilledReconciliation',
  ATTRIBUTE_SET: 'basic',
};

async function dueAt(now: string, settings: Record<string, string> = SETTINGS) {
  const bed = discoveryBed({ settings });
  const clock = { ...bed.services.clock, now: () => new Date(now) };
  const { due } = await findUnbilled({ ...bed, services: { ...bed.services, clock } });
  return due.map(({ request }) => request);
}

test('every kind of every currency is due, of this month and early in the month of the last one too', async () => {
  const requests = await dueAt('2026-01-10T23:59:59Z');
  expect(requests).toHaveLength(8);
  expect(requests).toEqual(
    expect.arrayContaining(
      ['EUR', 'USD'].flatMap((currencyCode) =>
        ['unbilledUsage', 'unbilledReconciliation'].flatMap((kind) => [
          { kind, currencyCode, billingPeriod: 'current', month: '2026-01', attributeSet: 'basic', force: false },
          { kind, currencyCode, billingPeriod: 'last', month: '2025-12', attributeSet: 'basic', force: false },
        ]),
      ),
    ),
  );
});

test('later in the month the invoice exists, and the last month is left to it', async () => {
  const requests = await dueAt('2026-01-11T00:00:00Z');
  expect(requests).toHaveLength(4);
  for (const request of requests) expect(request).toMatchObject({ billingPeriod: 'current', month: '2026-01' });
});

test('nothing is due without currencies', async () => {
  expect(await dueAt('2026-01-01T00:00:00Z', {})).toEqual([]);
});
