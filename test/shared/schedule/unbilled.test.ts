import { describe, expect, test } from '@jest/globals';
import type { Instance } from '../../../shared/durable/instances.ts';
import { exportIdOf } from '../../../shared/export/exportId.ts';
import { findUnbilled } from '../../../shared/schedule/unbilled.ts';
import { instanceOf } from '../../support/fakeInstances.ts';
import { UNBILLED_REQUEST } from '../../support/requests.ts';
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

describe('the end of the day before', () => {
  const request = { ...UNBILLED_REQUEST, kind: 'unbilledUsage' as const };
  const id = exportIdOf(request);
  const warnings = [{ code: 'EventNotDelivered' as const, message: 'm' }];
  const error = { code: 'RequestRefused' as const, message: 'm' };

  test.each<[string, Partial<Instance> | undefined, readonly string[]]>([
    ['there was none', undefined, []],
    ['noData, told', { output: { status: 'noData', warnings: [] } }, ['noData']],
    ['noData, not told', { output: { status: 'noData', warnings } }, []],
    ['rejected, told', { output: { status: 'rejected', error, warnings: [] } }, ['rejected']],
    ['failed', { output: { status: 'failed', error, warnings: [] } }, []],
    ['still running', { runtimeStatus: 'Running' }, []],
  ])('%s: subscribers hear what is news to them', async (_, changes, quiet) => {
    const before = changes && instanceOf({ id, runtimeStatus: 'Completed', ...changes });
    const settings = { UNBILLED_CURRENCIES: 'EUR', UNBILLED_EXPORTS: 'unbilledUsage' };
    const bed = discoveryBed({ settings, instances: before ? [before] : [] });
    const clock = { ...bed.services.clock, now: () => new Date('2026-11-20T04:30:00Z') };
    expect(await findUnbilled({ ...bed, services: { ...bed.services, clock } })).toEqual({ due: [{ request, quiet }] });
  });
});
