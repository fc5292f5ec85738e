import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { systemClock } from '../../shared/clock.ts';
import { connectLanding } from '../../shared/landing/connect.ts';
import { readIdentity } from '../../shared/settings/identity.ts';
import { readSettings, type Settings } from '../../shared/settings/settings.ts';
import { keepOffProxies } from '../../shared/wire/pastProxies.ts';
import { createTokenIssuer, credentialFrom } from '../simulators/tokens.ts';
import { startHostProcess } from '../stack/host.ts';
import { startStack } from '../stack/stack.ts';
import { trustAuthority } from '../stack/tls.ts';
import { ApiClient } from './apiClient.ts';
import { findServer } from './running.ts';

/** A host to talk to, and the landing to read back from. */
export interface Environment {
  hostUrl: string;
  container: ContainerClient;
  /** Where the host's own log is, when this command started the host. */
  logFile?: string;
  stop(): Promise<void>;
}

export const DATA_DIR = '.local';
const DEFAULT_CONTAINER = 'partner-billing';
const LOG_FILE = `${DATA_DIR}/host.log`;
/** One export was asked for: a host that a schedule has waited for must not take the occasion to start others. */
const NO_SCHEDULES = {
  'AzureWebJobs.discoverInvoices.Disabled': 'true',
  'AzureWebJobs.exportUnbilled.Disabled': 'true',
} as const;

/** Whether the environment names a landing account: then the real services are meant. */
export function isReal(environment: NodeJS.ProcessEnv): boolean {
  return Boolean(environment.LANDING_STORAGE || environment.LANDING_STORAGE__blobServiceUri);
}

/** The settings of the process and the identity that they describe, or an Error that lists every fault of either. */
export function readEnvironment(): { settings: Settings; credential: TokenCredential } {
  const read = readSettings(process.env);
  const identity = readIdentity();
  if (read.ok && identity.ok) return { settings: read.settings, credential: identity.credential };
  const faults = [...(read.ok ? [] : read.faults), ...(identity.ok ? [] : identity.faults)];
  const lines = faults.map(({ name, message }) => `  ${name}: ${message}`).join('\n');
  throw new Error(`The settings are not usable:\n${lines}`);
}

/**
 * The real services when the environment names a landing account, else a server that is running here, else the embedded
 * default.
 */
export async function openEnvironment(say: (line: string) => void): Promise<Environment> {
  keepOffProxies(process.env);
  if (isReal(process.env)) return realEnvironment(say);
  const server = await findServer(DATA_DIR);
  if (server) {
    say(`Using the server of npm start, ${server.hostUrl}.`);
    trustAuthority(server.ca);
    const credential = credentialFrom(createTokenIssuer(server.tenantId));
    const container = new BlobServiceClient(server.landingUrl, credential).getContainerClient(DEFAULT_CONTAINER);
    return { hostUrl: server.hostUrl, container, stop: async () => {} };
  }
  say(`Using simulated Microsoft services and Azurite, state in ${DATA_DIR}/. Starting them …`);
  const stack = await startStack({ dataDir: DATA_DIR, settings: NO_SCHEDULES, onHostLine: hostLog(), onTrouble: say });
  const service = new BlobServiceClient(stack.azurite.landingUrl, stack.credential);
  return {
    hostUrl: stack.host?.url ?? '',
    container: service.getContainerClient(DEFAULT_CONTAINER),
    logFile: LOG_FILE,
    stop: () => stack.stop(),
  };
}

/** What has landed, to be read without a host: nothing is started that could change it. */
export interface LandingToRead {
  container: ContainerClient;
  prefix: string;
  stop(): Promise<void>;
}

/** The landing that the environment names, else that of a server that is running here, else what lies in `.local/`. */
export async function openLanding(say: (line: string) => void): Promise<LandingToRead> {
  keepOffProxies(process.env);
  if (isReal(process.env)) {
    const { settings, credential } = readEnvironment();
    const container = connectLanding(settings.landing, credential, systemClock);
    return { container, prefix: settings.landing.prefix, stop: async () => {} };
  }
  const server = await findServer(DATA_DIR);
  if (server) {
    say(`Reading the landing of the server of npm start, ${server.hostUrl}.`);
    trustAuthority(server.ca);
    const credential = credentialFrom(createTokenIssuer(server.tenantId));
    const container = new BlobServiceClient(server.landingUrl, credential).getContainerClient(DEFAULT_CONTAINER);
    return { container, prefix: '', stop: async () => {} };
  }
  if (!existsSync(`${DATA_DIR}/azurite`))
    throw new Error(`Nothing has landed in ${DATA_DIR}/ yet; npm run export lands an invoice.`);
  const stack = await startStack({ dataDir: DATA_DIR, spawnHost: false, onTrouble: say });
  const service = new BlobServiceClient(stack.azurite.landingUrl, stack.credential);
  return { container: service.getContainerClient(DEFAULT_CONTAINER), prefix: '', stop: () => stack.stop() };
}

async function realEnvironment(say: (line: string) => void): Promise<Environment> {
  const { settings, credential } = readEnvironment();
  say(`Using ${settings.graphBaseUrl}, landing in the container ${settings.landing.container}.`);
  const defined = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const host = await startHostProcess({
    env: { ...Object.fromEntries(defined), ...NO_SCHEDULES },
    dataDir: `${DATA_DIR}/real-host`,
    onLine: hostLog(),
  });
  say('Looking whether the identity gets a token and the landing can be written …');
  try {
    await refuseUnfit(host.url);
  } catch (error) {
    await host.stop();
    throw error;
  }
  return {
    hostUrl: host.url,
    container: connectLanding(settings.landing, credential, systemClock),
    logFile: LOG_FILE,
    stop: () => host.stop(),
  };
}

/**
 * Wrong credentials would be tried again for minutes, as they must be on Azure; who sits before a terminal wants to
 * hear of them now.
 */
async function refuseUnfit(hostUrl: string): Promise<void> {
  const { checks } = await new ApiClient(hostUrl).health();
  // Discovery and events are not asked for here.
  const needed = { settings: checks.settings, graph: checks.graph, landing: checks.landing };
  const faults = Object.entries(needed).filter(([, check]) => check && !check.ok);
  if (faults.length === 0) return;
  const lines = faults.map(([name, check]) => `  ${name}: ${check?.detail ?? 'not usable'}`);
  throw new Error(`The services cannot be used:\n${lines.join('\n')}\nThe log of the host is ${LOG_FILE}.`);
}

/** The host's own log would tear the display apart; it is there to be read afterwards. */
function hostLog(): (line: string) => void {
  mkdirSync(DATA_DIR, { recursive: true, mode: 0o700 });
  const stream = createWriteStream(LOG_FILE, { flags: 'a' });
  return (line) => stream.write(`${line}\n`);
}
