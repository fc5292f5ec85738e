import { CodedError } from '../errors.ts';
import { landingCall } from '../landing/landing.ts';
import { shortMessage } from '../scrub.ts';
import type { Services } from '../services.ts';
import type { SettingFault } from '../settings/settings.ts';

export interface Check {
  ok: boolean;
  detail?: string;
}

export interface Health {
  ok: boolean;
  checks: { settings: Check & { errors?: readonly SettingFault[] } } & Partial<
    Record<'landing' | 'graph' | 'partnerCenter' | 'events', Check>
  >;
}

/** Can the landing be written, and is a token to be had for each service? Without settings, landing and Graph nothing can be exported. */
export async function checkHealth(services: Services): Promise<Health> {
  const { tokens, settings } = services;
  const [landing, graph, partnerCenter, events] = await Promise.all([
    check(() => canWrite(services)),
    check(() => tokens.graph.get().then(() => 'a token is to be had')),
    check(() => canListInvoices(services)),
    settings.eventGridTopicEndpoint === undefined
      ? { ok: true, detail: 'off: EVENT_GRID_TOPIC_ENDPOINT is not set' }
      : check(() => tokens.eventGrid.get().then(() => 'a token is to be had')),
  ]);
  return { ok: landing.ok && graph.ok, checks: { settings: { ok: true }, landing, graph, partnerCenter, events } };
}

export function unhealthySettings(faults: readonly SettingFault[]): Health {
  return { ok: false, checks: { settings: { ok: false, detail: 'the settings are not usable', errors: faults } } };
}

/** A token alone says little here: the app must be registered in Partner Center as well. */
async function canListInvoices({ partnerCenter }: Services): Promise<string> {
  const probe = await partnerCenter.probe(AbortSignal.timeout(PROBE_TIMEOUT_MS));
  if (probe.stop === undefined) return 'invoices can be listed';
  throw new CodedError(
    'failure' in probe ? probe.failure.code : 'PartnerCenterUnavailable',
    `${'failure' in probe ? probe.failure.message : 'no answer'}; exports by HTTP go on working`,
  );
}

const PROBE_TIMEOUT_MS = 10_000;

/** Stages one block that is never committed: it needs the right to write and leaves nothing that a reader could see. */
async function canWrite({ steps: { landing } }: Services): Promise<string> {
  await landing.ensureContainer();
  const blockId = Buffer.from('health').toString('base64');
  await landingCall('write', () =>
    landing.container.getBlockBlobClient(`${landing.prefix}_health`).stageBlock(blockId, 'x', 1),
  );
  return `${landing.container.containerName} can be written`;
}

async function check(look: () => Promise<string>): Promise<Check> {
  try {
    return { ok: true, detail: await look() };
  } catch (error) {
    const code = error instanceof CodedError ? `${error.code}: ` : '';
    return { ok: false, detail: code + shortMessage(error instanceof Error ? error.message : String(error), 300) };
  }
}
