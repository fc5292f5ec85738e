import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TokenCredential } from '@azure/identity';
import { keepOffProxies } from '../../shared/wire/pastProxies.ts';
import { type Catalog, createCatalog } from '../simulators/catalog.ts';
import { type EventGridSimulator, type ReceivedEvent, startEventGridSimulator } from '../simulators/eventGrid.ts';
import { type GraphSimulator, type ScenarioChoice, startGraphSimulator } from '../simulators/graph/graph.ts';
import { type IdentitySimulator, startIdentitySimulator } from '../simulators/identity.ts';
import { type PartnerCenterSimulator, startPartnerCenterSimulator } from '../simulators/partnerCenter.ts';
import { createSourceStore, type SourceStore } from '../simulators/source/sourceStore.ts';
import { createTokenIssuer, credentialFrom } from '../simulators/tokens.ts';
import { SOURCE_ACCOUNT } from './accounts.ts';
import { type Azurite, startAzurite } from './azurite.ts';
import type { RunningChild } from './childProcess.ts';
import { startHostProcess } from './host.ts';
import { buildPage } from './page.ts';
import { readPorts, writePorts } from './ports.ts';
import { hostEnvironment } from './settings.ts';
import { type Certificates, ensureCertificates, trustAuthority } from './tls.ts';

export interface StackOptions {
  /** Everything that outlives a start is kept below it: certificates, blobs, operations, durable state. */
  dataDir: string;
  /** False: everything but the Functions host; `startHost` starts it later. */
  spawnHost?: boolean;
  /** 0 or none: any. */
  hostPort?: number;
  /** A program to run in the place of the Functions host, for tests. */
  hostScript?: string;
  /** Settings of the app besides those that the stack makes; they win. */
  settings?: Readonly<Record<string, string>>;
  /** Build the page that the app serves, too. */
  page?: boolean;
  /** How Graph answers; the default scenario when none is given. */
  scenario?: ScenarioChoice;
  catalog?: Catalog;
  /** Another place for the source blobs than Azurite. */
  source?: SourceStore;
  onHostLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  onEvent?: (event: ReceivedEvent) => void;
  /** What the simulated services cannot do, and why. */
  onTrouble?: (line: string) => void;
}

export interface Stack {
  graph: GraphSimulator;
  partnerCenter: PartnerCenterSimulator;
  eventGrid: EventGridSimulator;
  identity: IdentitySimulator;
  source: SourceStore;
  catalog: Catalog;
  azurite: Azurite;
  /** Opens the landing account to this process, as the app's identity would. */
  credential: TokenCredential;
  certificates: Certificates;
  /** What the app's process is started with. */
  hostEnvironment: Record<string, string>;
  /** The running host, if any. */
  host: RunningChild | undefined;
  /** Starts the host, also again after it was stopped or killed; it goes on with the state it left. */
  startHost(): Promise<RunningChild>;
  /** Ends the host first and what it talks to afterwards; nothing is left running. */
  stop(): Promise<void>;
}

/**
 * All of Microsoft's cloud that the app needs, on this machine: storage, the simulated services and, unless asked
 * otherwise, the Functions host. This process from then on trusts the stack's certificate authority. When it dies,
 * however it dies, the child processes end by themselves.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  keepOffProxies(process.env);
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const certificates = await ensureCertificates(join(dataDir, 'tls'));
  trustAuthority(certificates.ca);
  const services = await startServices(options, dataDir, certificates);
  const page = options.page ? await buildPage(dataDir) : {};
  const { graph, partnerCenter, eventGrid, identity, azurite } = services;

  const stack: Stack = {
    ...services,
    certificates,
    host: undefined,
    hostEnvironment: hostEnvironment(
      {
        graphBaseUrl: graph.baseUrl,
        partnerCenterBaseUrl: partnerCenter.baseUrl,
        landingUrl: azurite.landingUrl,
        topicEndpoint: eventGrid.endpoint,
        identity,
        caFile: certificates.caFile,
      },
      { ...page, ...options.settings },
    ),
    startHost: async () => {
      stack.host = await startHostProcess({
        env: stack.hostEnvironment,
        dataDir: join(dataDir, 'host'),
        port: options.hostPort,
        script: options.hostScript,
        onLine: options.onHostLine,
      });
      return stack.host;
    },
    stop: async () => {
      await stack.host?.stop();
      await services.source.stop();
      await stopAll([graph, partnerCenter, eventGrid, identity, azurite]);
    },
  };
  if (options.spawnHost ?? true) {
    await stack.startHost().catch(async (error) => {
      await stack.stop();
      throw error;
    });
  }
  return stack;
}

type Services = Pick<
  Stack,
  'graph' | 'partnerCenter' | 'eventGrid' | 'identity' | 'source' | 'catalog' | 'azurite' | 'credential'
>;

interface Stoppable {
  stop(): Promise<void>;
}

async function startServices(options: StackOptions, dataDir: string, certificates: Certificates): Promise<Services> {
  const started: Stoppable[] = [];
  const keep = async <T extends Stoppable>(starting: Promise<T>): Promise<T> => {
    const part = await starting;
    started.push(part);
    return part;
  };
  const portsFile = join(dataDir, 'ports.json');
  const ports = readPorts(portsFile);
  const { catalog = createCatalog(), scenario, onEvent, onTrouble } = options;
  const tokens = createTokenIssuer(catalog.tenantId);
  const credential = credentialFrom(tokens);
  const certificate = { cert: certificates.cert, key: certificates.key };
  try {
    // Azurite first: it holds the lock on the data directory, so that a second stack ends here and changes nothing.
    const azurite = await keep(
      startAzurite({
        dataDir: join(dataDir, 'azurite'),
        certificates,
        port: ports.azurite,
      }),
    );
    const source =
      options.source ?? createSourceStore({ accountUrl: azurite.sourceUrl, accountName: SOURCE_ACCOUNT, credential });
    const operationsFile = join(dataDir, 'operations.json');
    const common = { certificate, tokens, catalog };
    const graph = await keep(
      startGraphSimulator({ ...common, source, scenario, onTrouble, operationsFile, port: ports.graph }),
    );
    const partnerCenter = await keep(startPartnerCenterSimulator({ ...common, port: ports.partnerCenter }));
    const eventGrid = await keep(startEventGridSimulator({ ...common, onEvent, port: ports.eventGrid }));
    const identity = await keep(startIdentitySimulator({ ...common, port: ports.identity }));
    writePorts(portsFile, {
      azurite: azurite.port,
      graph: graph.port,
      partnerCenter: partnerCenter.port,
      eventGrid: eventGrid.port,
      identity: identity.port,
    });
    return { graph, partnerCenter, eventGrid, identity, source, catalog, azurite, credential };
  } catch (error) {
    await stopAll(started);
    throw error;
  }
}

async function stopAll(parts: readonly Stoppable[]): Promise<void> {
  await Promise.all(parts.map((part) => part.stop()));
}
