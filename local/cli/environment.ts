import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { systemClock } from '../../shared/clock.ts';
import { connectLanding } from '../../shared/landing/connect.ts';
import { readSettings, type Settings } from '../../shared/settings/settings.ts';
import { createTokenIssuer, credentialFrom } from '../simulators/tokens.ts';
import { startHostProcess } from '../stack/host.ts';
import { startStack } from '../stack/stack.ts';
import { trustAuthority } from '../stack/tls.ts';
import { findServer } from './running.ts';

/** A host to talk to, and the landing to read back from. */
export interface Environment {
  hostUrl: string;
  container: ContainerClient;
  /** For people: which services these are. */
  description: string;
  stop(): Promise<void>;
}

export const DATA_DIR = '.local';
const DEFAULT_CONTAINER = 'partner-billing';

/** Whether the environment names a landing account: then the real services are meant. */
export function isReal(environment: NodeJS.ProcessEnv): boolean {
  return Boolean(environment.LANDING_STORAGE || environment.LANDING_STORAGE__blobServiceUri);
}

/** The settings of the environment, or an Error that lists every fault. */
export function settingsOf(environment: NodeJS.ProcessEnv): Settings {
  const read = readSettings(environment);
  if (read.ok) return read.settings;
  const faults = read.faults.map(({ name, message }) => `  ${name}: ${message}`).join('\n');
  throw new Error(`The settings are not usable:\n${faults}`);
}

/** The real services when the environment names a landing account, else a server that is running here, else the embedded default. */
export async function openEnvironment(onHostLine: (line: string) => void): Promise<Environment> {
  if (isReal(process.env)) return realEnvironment(settingsOf(process.env), onHostLine);
  const server = findServer(DATA_DIR);
  if (server) {
    trustAuthority(server.ca);
    const credential = credentialFrom(createTokenIssuer(server.tenantId));
    const container = new BlobServiceClient(server.landingUrl, credential).getContainerClient(DEFAULT_CONTAINER);
    return { hostUrl: server.hostUrl, container, description: 'the server of npm start', stop: async () => {} };
  }
  const stack = await startStack({ dataDir: DATA_DIR, onHostLine });
  const service = new BlobServiceClient(stack.azurite.landingUrl, stack.credential);
  return {
    hostUrl: stack.host?.url ?? '',
    container: service.getContainerClient(DEFAULT_CONTAINER),
    description: 'simulated Microsoft services and Azurite, state in .local/',
    stop: () => stack.stop(),
  };
}

async function realEnvironment(settings: Settings, onHostLine: (line: string) => void): Promise<Environment> {
  const defined = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const host = await startHostProcess({
    env: Object.fromEntries(defined),
    dataDir: `${DATA_DIR}/real-host`,
    onLine: onHostLine,
  });
  return {
    hostUrl: host.url,
    container: connectLanding(settings.landing, new DefaultAzureCredential(), systemClock),
    description: `${settings.graphBaseUrl}, landing in ${settings.landing.container}`,
    stop: () => host.stop(),
  };
}
