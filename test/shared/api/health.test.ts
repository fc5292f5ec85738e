import type { ContainerClient } from '@azure/storage-blob';
import { describe, expect, test } from '@jest/globals';
import { checkHealth, unhealthySettings } from '../../../shared/api/health.ts';
import { failed, type Step } from '../../../shared/export/stop.ts';
import type { Services } from '../../../shared/services.ts';
import { discoveryBed } from '../schedule/discoveryBed.ts';

const TOPIC = { EVENT_GRID_TOPIC_ENDPOINT: 'https://topic.westeurope-1.eventgrid.azure.net/api/events' };

interface Broken {
  landing?: Error;
  graph?: Error;
  events?: Error;
  partnerCenterToken?: Error;
  probe?: Step<object>;
}

/** Services of which each works, but for the broken ones. `staged` notes what was written. */
function servicesOf({ landing, graph, events, partnerCenterToken, probe = {} }: Broken = {}, settings = {}) {
  const { services } = discoveryBed({ settings });
  const staged: unknown[] = [];
  const container: ContainerClient = Object.create(services.steps.landing.container, {
    getBlockBlobClient: {
      value: (path: string) => ({
        stageBlock: async (...block: unknown[]) => {
          if (landing) throw landing;
          staged.push([path, ...block]);
        },
      }),
    },
  });
  const token = (error?: Error) => ({
    get: async () => {
      if (error) throw error;
      return 'TOKEN';
    },
  });
  const changed: Services = {
    ...services,
    tokens: { graph: token(graph), eventGrid: token(events), partnerCenter: token(partnerCenterToken) },
    probes: {
      partnerCenter: { ...services.partnerCenter, probe: async () => probe },
      landing: { ...services.steps.landing, prefix: 'p/', container },
    },
  };
  return { services: changed, staged };
}

const OK = { ok: true, detail: expect.stringMatching(/\w/) };

describe('health', () => {
  test('is good when the landing takes a block that nobody sees, and every service a token', async () => {
    const { services, staged } = servicesOf({}, TOPIC);
    expect(await checkHealth(services)).toEqual({
      ok: true,
      checks: { settings: { ok: true }, landing: OK, graph: OK, partnerCenter: OK, events: OK },
    });
    expect(staged).toEqual([['p/_health', expect.stringMatching(/^[A-Za-z0-9+/]+=*$/), expect.any(String), 1]]);
  });

  test.each<[string, Broken, boolean, RegExp]>([
    ['landing', { landing: new Error('refused') }, false, /refused/],
    ['graph', { graph: new Error('no token') }, false, /no token/],
    // Exports by HTTP go on working without these.
    ['events', { events: new Error('no token') }, true, /no token/],
    ['partnerCenter', { partnerCenterToken: new Error('no token') }, true, /TokenUnavailable: no token/],
    ['partnerCenter', { probe: failed('InvoicesForbidden', 'not registered') }, true, /InvoicesForbidden: not reg/],
    ['partnerCenter', { probe: { stop: 'cancelled' } }, true, /PartnerCenterUnavailable/],
  ])('without %s (%#)', async (broken, given, ok, detail) => {
    const health = await checkHealth(servicesOf(given, TOPIC).services);
    expect(health.ok).toBe(ok);
    const { settings: _, ...checks } = health.checks;
    for (const [name, check] of Object.entries(checks)) {
      expect(check).toEqual(name === broken ? { ok: false, detail: expect.stringMatching(detail) } : OK);
    }
  });

  test('does not ask for the token of a topic that is not set', async () => {
    const { services } = servicesOf({ events: new Error('was asked for') });
    expect(await checkHealth(services)).toMatchObject({ ok: true, checks: { events: OK } });
  });

  test.each([
    [{ ATTRIBUTE_SET: 'basic' }, { ok: true, detail: expect.stringContaining('no proofs') }],
    [{ ATTRIBUTE_SET: 'basic', ANALYSIS: 'off' }, { ok: true }],
    [{ ATTRIBUTE_SET: 'full' }, { ok: true }],
  ])('with %j says what is left out', async (settings, expected) => {
    expect((await checkHealth(servicesOf({}, settings).services)).checks.settings).toEqual(expected);
  });

  test('with unusable settings lists their faults', () => {
    const errors = [{ name: 'LANDING_STORAGE', message: 'm' }];
    expect(unhealthySettings(errors)).toEqual({
      ok: false,
      checks: { settings: { ok: false, detail: expect.any(String), errors } },
    });
  });
});
