import type { Instance } from '../../../shared/durable/instances.ts';
import type { Step } from '../../../shared/export/stop.ts';
import type { Invoice, InvoiceList } from '../../../shared/microsoft/partnerCenter.ts';
import type { RunEvent } from '../../../shared/report/runEvent.ts';
import { noMetrics } from '../../../shared/report/runMetrics.ts';
import type { Memory } from '../../../shared/schedule/discoveryMemory.ts';
import type { ScheduleContext } from '../../../shared/schedule/scheduleContext.ts';
import { createServices } from '../../../shared/services.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { fakeHttp } from '../../support/fakeHttp.ts';
import { type FakeInstances, fakeInstances } from '../../support/fakeInstances.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';
import { type JsonLanding, jsonLanding } from './jsonLanding.ts';

export const NOW = '2026-11-08T06:00:00.000Z';

export interface DiscoveryBed extends ScheduleContext {
  instances: FakeInstances;
  landing: JsonLanding;
  /** What the topic took. */
  events: RunEvent[];
  /** `level event`, and all fields of each line. */
  lines: { level: string; fields: Record<string, unknown> }[];
}

export interface World {
  invoices?: readonly Invoice[] | Step<{ invoices: Invoice[] }>;
  /** What else Partner Center's list had. */
  listed?: Omit<InvoiceList, 'invoices'>;
  memory?: Memory;
  /** Documents of the landing besides the memory. */
  documents?: Readonly<Record<string, unknown>>;
  instances?: readonly Instance[];
  settings?: Readonly<Record<string, string>>;
  /** Does the topic take events? Without a word about it there is no topic. */
  topic?: 'takes' | 'refuses';
}

/** Discovery in a world of fakes: the list of invoices, the landing's documents, the durable backend. */
export function discoveryBed(world: World = {}): DiscoveryBed {
  const read = readSettings({ LANDING_STORAGE: 'UseDevelopmentStorage=true', ...world.settings });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const services = createServices(read.settings, {
    clock: createVirtualClock(NOW),
    credential: { getToken: async () => null },
    httpClient: fakeHttp(() => new Error('no network')),
    metrics: noMetrics,
  });
  const memory = world.memory && { schemaVersion: 1, invoices: Object.fromEntries(world.memory) };
  const landing = jsonLanding(
    { ...services.steps.landing, async *blobs() {} },
    {
      ...world.documents,
      ...(memory ? { '_discovery.json': memory } : {}),
    },
  );
  const events: RunEvent[] = [];
  const topic = {
    async publish(event: RunEvent) {
      if (world.topic === 'refuses') throw new Error('the topic is down');
      events.push(event);
    },
  };
  const { invoices = [] } = world;
  const lines: DiscoveryBed['lines'] = [];
  const write = (level: string) => (line: string) => lines.push({ level, fields: JSON.parse(line) });
  return {
    services: {
      ...services,
      partnerCenter: {
        invoices: async () =>
          'stop' in invoices ? invoices : { invoices: [...(invoices as readonly Invoice[])], ...world.listed },
        probe: async () => ({}),
      },
      steps: { ...services.steps, landing, ...(world.topic ? { topic } : {}) },
    },
    instances: fakeInstances(...(world.instances ?? [])),
    log: { log: write('log'), warn: write('warn'), error: write('error') },
    landing,
    events,
    lines,
  };
}
