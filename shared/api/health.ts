import type { Clock } from '../clock.ts';
import { CodedError, type ErrorCode } from '../errors.ts';
import { failureOf } from '../export/stop.ts';
import { landingCall } from '../landing/landing.ts';
import { messageOf } from '../scrub.ts';
import type { Services } from '../services.ts';
import type { SettingFault } from '../settings/settings.ts';
import { TimeLimitError, withTimeLimit } from '../wire/timeLimit.ts';

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

/** Less than whoever probes this route waits. What is looked at with a client of `probes` gives up before, and says why. */
const CHECK_TIME_MS = 10_000;

/** Can the landing be written, and is a token to be had for each service? Without settings, landing and Graph nothing can be exported. */
export async function checkHealth(services: Services): Promise<Health> {
  const { tokens, settings, clock } = services;
  const [landing, graph, partnerCenter, events] = await Promise.all([
    check(clock, () => canWrite(services)),
    check(clock, () => tokens.graph.get().then(() => 'a token is to be had')),
    check(clock, (signal) => canListInvoices(services, signal)),
    settings.eventGridTopicEndpoint === undefined
      ? { ok: true, detail: 'off: EVENT_GRID_TOPIC_ENDPOINT is not set' }
      : check(clock, () => tokens.eventGrid.get().then(() => 'a token is to be had')),
  ]);
  return {
    ok: landing.ok && graph.ok,
    checks: { settings: goodSettings(settings), landing, graph, partnerCenter, events },
  };
}

/** What is left out without being a fault. */
function goodSettings({ analysis, attributeSet }: Services['settings']): Check {
  if (!analysis.on || attributeSet !== 'basic') return { ok: true };
  return { ok: true, detail: 'ATTRIBUTE_SET is basic: there are no proofs and no FOCUS, which need full' };
}

export function unhealthySettings(faults: readonly SettingFault[]): Health {
  return { ok: false, checks: { settings: { ok: false, detail: 'the settings are not usable', errors: faults } } };
}

/** A token alone says little here: the app must be registered in Partner Center as well. */
async function canListInvoices({ probes: { partnerCenter }, tokens }: Services, signal: AbortSignal): Promise<string> {
  const fault = (code: ErrorCode, message: string) => new CodedError(code, `${message}; exports by HTTP go on working`);
  // First without the client, which would go on asking for a token for minutes.
  await tokens.partnerCenter.get().catch((error) => {
    throw fault('TokenUnavailable', messageOf(error, 300));
  });
  const probe = await partnerCenter.probe(signal);
  if (probe.stop === undefined) return 'invoices can be listed';
  const { code, message } = failureOf(probe) ?? { code: 'PartnerCenterUnavailable', message: 'no answer' };
  throw fault(code, message);
}

/** Stages one block that is never committed: it needs the right to write and leaves nothing that a reader could see. */
async function canWrite({ probes: { landing } }: Services): Promise<string> {
  await landing.ensureContainer();
  const blockId = Buffer.from('health').toString('base64');
  await landingCall('write', () =>
    landing.container.getBlockBlobClient(`${landing.prefix}_health`).stageBlock(blockId, 'x', 1),
  );
  return `${landing.container.containerName} can be written`;
}

async function check(clock: Clock, look: (signal: AbortSignal) => Promise<string>): Promise<Check> {
  try {
    return { ok: true, detail: await withTimeLimit(clock, CHECK_TIME_MS, new AbortController().signal, look) };
  } catch (error) {
    if (error instanceof TimeLimitError)
      return { ok: false, detail: `no answer within ${CHECK_TIME_MS / 1000} seconds` };
    const code = error instanceof CodedError ? `${error.code}: ` : '';
    return { ok: false, detail: code + messageOf(error, 300) };
  }
}
