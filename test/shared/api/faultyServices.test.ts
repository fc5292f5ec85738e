import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { expect, test } from '@jest/globals';
import { checkHealth } from '../../../shared/api/health.ts';
import { planRequestedBackfill } from '../../../shared/api/startBackfill.ts';
import { noMetrics } from '../../../shared/report/runMetrics.ts';
import { findDue } from '../../../shared/schedule/findDue.ts';
import { createServices, type Services } from '../../../shared/services.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { fakeHttp } from '../../support/fakeHttp.ts';
import { fakeInstances } from '../../support/fakeInstances.ts';
import { createFastClock } from '../../support/fastClock.ts';
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
  const landing = { ...services.probes.landing, ensureContainer: () => new Promise<void>(() => {}) };
  return { ...services, probes: { ...services.probes, landing } };
}

test('health answers in time although the landing does not', async () => {
  const { ok, checks } = await checkHealth(faultyServices());
  expect(ok).toBe(false);
  expect(checks.landing).toEqual({ ok: false, detail: 'no answer within 10 seconds' });
  expect(checks.graph?.ok).toBe(true);
  expect(checks.partnerCenter?.detail).toMatch(/^TokenUnavailable: .*no identity here.*exports by HTTP go on working/);
});

test.each([
  ['a misspelt account', 'https://misspelt.invalid', /^LandingUnavailable: .*(ENOTFOUND|EAI_AGAIN) misspelt\.invalid/],
  ['a place where nobody listens', 'https://127.0.0.1:9', /^LandingUnavailable: .*ECONNREFUSED 127\.0\.0\.1:9/],
])('health names %s within ten seconds', async (_what, url, reason) => {
  const read = readSettings({ LANDING_STORAGE__blobServiceUri: url, PARTNER_CENTER_BASE_URL: `${url}/v1` });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const clock = createFastClock(20);
  const startedMs = clock.now().getTime();
  const { checks } = await checkHealth(
    createServices(read.settings, {
      clock,
      credential: { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 3_600_000 }) },
      httpClient: createDefaultHttpClient(),
      metrics: noMetrics,
    }),
  );
  expect(clock.now().getTime() - startedMs).toBeLessThan(10_000);
  expect(checks.landing?.detail).toMatch(reason);
  expect(checks.partnerCenter?.detail).toMatch(/^ServiceUnavailable: .*(ENOTFOUND|EAI_AGAIN|ECONNREFUSED).* 6 seconds/);
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
