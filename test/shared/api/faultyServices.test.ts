import { expect, test } from '@jest/globals';
import { checkHealth } from '../../../shared/api/health.ts';
import { planRequestedBackfill } from '../../../shared/api/startBackfill.ts';
import { noMetrics } from '../../../shared/report/runMetrics.ts';
import { findDue } from '../../../shared/schedule/findDue.ts';
import { createServices, type Services } from '../../../shared/services.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { fakeHttp } from '../../support/fakeHttp.ts';
import { fakeInstances } from '../../support/fakeInstances.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const PARTNER_CENTER = 'https://api.partnercenter.microsoft.com/.default';

/** A landing account that never answers, and an identity that gets no token for Partner Center. */
function faultyServices(): Services {
  const read = readSettings({ LANDING_STORAGE: 'UseDevelopmentStorage=true' });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const services = createServices(read.settings, {
    clock: createVirtualClock(),
    credential: {
      async getToken(scopes) {
        if (scopes === PARTNER_CENTER) throw new Error('no identity here');
        return { token: 'x', expiresOnTimestamp: 0 };
      },
    },
    httpClient: fakeHttp(() => new Error('no network')),
    metrics: noMetrics,
  });
  const landing = { ...services.steps.landing, ensureContainer: () => new Promise<void>(() => {}) };
  return { ...services, steps: { ...services.steps, landing } };
}

test('health answers in time although the landing does not', async () => {
  const { ok, checks } = await checkHealth(faultyServices());
  expect(ok).toBe(false);
  expect(checks.landing).toEqual({ ok: false, detail: 'not finished after 10000 ms' });
  expect(checks.graph?.ok).toBe(true);
  expect(checks.partnerCenter?.detail).toMatch(/^TokenUnavailable: .*no identity here.*exports by HTTP go on working/);
});

test('a backfill by dates without a token for Partner Center is a 503 that says why', async () => {
  const planned = planRequestedBackfill(faultyServices(), { from: '2026-01-01', to: '2026-01-31' });
  await expect(planned).rejects.toMatchObject({
    status: 503,
    code: 'PartnerCenterUnavailable',
    message: expect.stringContaining('no identity here'),
  });
});

test('discovery without a token for Partner Center stops with that reason', async () => {
  const log = { log: () => {}, warn: () => {}, error: () => {} };
  const context = { services: faultyServices(), instances: fakeInstances(), log };
  const step = await findDue(context, { passStartedAt: '2026-11-08T06:00:00Z' });
  expect(step).toMatchObject({ stop: 'failed', failure: { code: 'TokenUnavailable' } });
});
