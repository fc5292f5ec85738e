import { expect, test } from '@jest/globals';
import type { Instance } from '../../../shared/durable/instances.ts';
import { noMetrics } from '../../../shared/report/runMetrics.ts';
import type { Asked } from '../../../shared/schedule/discoveryMemory.ts';
import { findDue } from '../../../shared/schedule/findDue.ts';
import { checkScheduled } from '../../../shared/schedule/runScheduled.ts';
import type { ScheduleContext } from '../../../shared/schedule/scheduleContext.ts';
import { createServices } from '../../../shared/services.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { fakeHttp } from '../../support/fakeHttp.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const ID = 'billed-usage-G000000001-full';
const YESTERDAY = '2026-11-07T05:30:00.000Z';
const NOW = '2026-11-08T06:00:00.000Z';

/** Discovery of one invoice, whose last run ended like this. */
function contextOf(status: Asked['status'], ...instances: Instance[]): ScheduleContext {
  return contextWhere({ hasLanded: false }, status, ...instances);
}

function contextWhere(
  { hasLanded, at = YESTERDAY }: { hasLanded: boolean; at?: string },
  status: Asked['status'],
  ...instances: Instance[]
): ScheduleContext {
  const read = readSettings({ LANDING_STORAGE: 'UseDevelopmentStorage=true', INVOICE_EXPORTS: 'billedUsage' });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const services = createServices(read.settings, {
    clock: createVirtualClock(NOW),
    credential: { getToken: async () => null },
    httpClient: fakeHttp(() => new Error('no network')),
    metrics: noMetrics,
  });
  const asked = { billedUsage: { at, status, told: true } };
  const memory = { schemaVersion: 1, invoices: { G000000001: { firstSeenAt: YESTERDAY, asked } } };
  const landing = {
    ...services.steps.landing,
    ensureContainer: async () => {},
    readJson: async (path: string) =>
      path === '_discovery.json' ? { text: '', value: memory, etag: '"e"', metadata: {} } : undefined,
    exists: async () => hasLanded,
    writeJson: async () => '"e"',
    async *blobs() {},
  };
  const invoices = [{ id: 'G000000001', invoiceDate: YESTERDAY }];
  return {
    services: {
      ...services,
      partnerCenter: { invoices: async () => ({ invoices }), probe: async () => ({}) },
      steps: { ...services.steps, landing },
    },
    instances: fakeInstances(...instances),
    log: { log: () => {}, warn: () => {}, error: () => {} },
  };
}

const terminated = instanceOf({ id: ID, runtimeStatus: 'Terminated' });

test.each<[string, ScheduleContext, number]>([
  ['was cancelled', contextOf('cancelled', terminated), 0],
  ['was cancelled so long ago that its instance is purged', contextOf('cancelled'), 0],
  ['was cancelled by somebody else after it had failed', contextOf('failed', terminated), 0],
  ['failed', contextOf('failed'), 1],
  [
    'was cancelled, and then failed when somebody started it again',
    contextOf('cancelled', instanceOf({ id: ID, runtimeStatus: 'Completed' })),
    1,
  ],
  ['has landed before, and was cancelled yesterday', contextWhere({ hasLanded: true }, 'cancelled', terminated), 1],
  [
    'has landed before, and was cancelled today',
    contextWhere({ hasLanded: true, at: '2026-11-08T05:00:00.000Z' }, 'cancelled', terminated),
    0,
  ],
])('what discovery starts of an invoice whose export %s', async (_, context, count) => {
  const round = await findDue(context, { passStartedAt: NOW });
  expect(round.stop === undefined && round.due).toHaveLength(count);
});

test('a run that was purged before anybody looked is not taken for cancelled', async () => {
  expect(await checkScheduled(contextOf('failed'), { exportId: ID })).toMatchObject({ end: { status: 'failed' } });
});
