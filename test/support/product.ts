import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';
import type { ContainerClient } from '@azure/storage-blob';
import { BlobServiceClient } from '@azure/storage-blob';
import { useServices } from '../../functions/services.ts';
import { type Host, startHost } from '../../local/host/host.ts';
import { type HostJson, readHostJson } from '../../local/host/hostJson.ts';
import type { OnHubEvent, WorkerDies } from '../../local/host/hub/hubEvents.ts';
import { VirtualClock } from '../../local/host/virtualClock.ts';
import type { Catalog } from '../../local/simulators/catalog.ts';
import type { ScenarioChoice } from '../../local/simulators/graph/graph.ts';
import { type Stack, startStack } from '../../local/stack/stack.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { openApiDocument } from '../../shared/api/openapi.ts';
import type { Clock } from '../../shared/clock.ts';
import { noMetrics } from '../../shared/report/runMetrics.ts';
import { createServices } from '../../shared/services.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { type HubProxy, startHubProxy } from './hubProxy.ts';
import { answerChecker, type OpenApi } from './openApi.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';
import { startWire, type Wire } from './wire.ts';

/** How much faster than the wall an activity's own sleep is; durable timers are jumped over. */
const SPEED = 100;

/** The longest pause before a retry. What sleeps for longer is a time limit, which must leave real requests their time. */
const LONGEST_PAUSE_MS = 30_000;

/** How far time goes on between two looks at an export. */
const STEP_MS = 60_000;

export interface ProductOptions {
  start?: Date;
  scenario?: ScenarioChoice;
  catalog?: Catalog;
  settings?: Readonly<Record<string, string>>;
  /** Lead everything that the program says through a wire that a test can break. Default: no. */
  wire?: boolean;
  /** Lead the calls of the durable client through a proxy that a test can break. Default: no. */
  hubProxy?: boolean;
  /** How much faster than the wall the pauses before a retry are; as all other sleeps when none is given. */
  speedOfPauses?: number;
  /** How long the durable backend does not show what was started. Default: no time. */
  rowLagMs?: number;
  /** Activities at once; as host.json says when none is given. */
  maxConcurrentActivities?: number;
}

/** How a process differs from the one before it on the same data. */
export interface Restart {
  /** With an empty task hub, as if its account had been lost. */
  forget?: boolean;
  /** As after a deployment; from then on. */
  hostJson?: HostJson;
}

/** The whole program in this process: embedded host in virtual time, real SDKs, Azurite and the simulated services. */
export interface Product {
  stack: Stack;
  clock: VirtualClock;
  container: ContainerClient;
  /** Everything that was logged. */
  logLines: string[];
  /** Every bearer token that the program was given. */
  tokens: Set<string>;
  /** Below it everything is kept that outlives a process: certificates, blobs, operations, durable state. */
  dataDir: string;
  host: Host;
  /** In which turns of orchestrations the worker dies. */
  workerDies: WorkerDies;
  /** Only with the option `wire`. */
  readonly wire: Wire;
  /** Only with the option `hubProxy`. */
  readonly hubProxy: HubProxy;
  /** A call to the HTTP API; every answer is held against its OpenAPI description. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; headers: Headers; body: never }>;
  /** Starts an export and waits for its end; durable timers pass at once. */
  export(request: object): Promise<ExportBody>;
  untilEnded(id: string): Promise<ExportBody>;
  /** As if the process had been killed: its memory is gone, and nothing that it had begun goes on. */
  killHost(): Promise<void>;
  /** Killed, if it is not yet, and started again on the same state. */
  restartHost(onEvent?: OnHubEvent, options?: Restart): Promise<void>;
  stop(): Promise<void>;
}

const faultsOfAnswer = answerChecker(openApiDocument('') as OpenApi);

/** One per test file: Functions keeps one table of functions a process. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const directory = temporaryDirectory();
  const { start = new Date() } = options;
  const clock = new VirtualClock(start);
  const stack = await startStack({
    dataDir: directory.path,
    spawnHost: false,
    // An analysis of each version would double the time of tests that look at something else.
    settings: { INVOICE_SCHEDULE: '0 0 0 1 1 *', ANALYSIS: 'off', ...options.settings },
    ...(options.scenario ? { scenario: options.scenario } : {}),
    ...(options.catalog ? { catalog: options.catalog } : {}),
  });
  const read = readSettings(stack.hostEnvironment);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  for (const name of ['INVOICE_SCHEDULE', 'IDENTITY_ENDPOINT', 'IDENTITY_HEADER', 'AZURE_TOKEN_CREDENTIALS']) {
    process.env[name] = stack.hostEnvironment[name];
  }
  // By hand, where a test is about it: it fires four times an hour, in months of virtual time.
  process.env['AzureWebJobs.watchOrchestrations.Disabled'] = 'true';
  const hubProxy = options.hubProxy ? await startHubProxy() : undefined;
  const wire = options.wire ? await startWire(stack) : undefined;
  const tokens = new Set<string>();
  const logLines: string[] = [];
  let life: Life = { number: 0, isOver: false };
  let hostDir = `${directory.path}/host`;
  let hostJson = readHostJson(resolve('functions/index.ts'));

  /** A process begins with services of its own, which remember nothing. */
  const open = async (onEvent?: OnHubEvent) => {
    life = { number: life.number + 1, isOver: false };
    const { settings } = read;
    const { landing } = settings;
    const httpClient = createDefaultHttpClient();
    const ports = {
      clock: activityClock(clock, life, options.speedOfPauses ?? SPEED),
      credential: recorded(new DefaultAzureCredential(), tokens),
      httpClient: wire ? wire.httpClient(httpClient, life.number) : httpClient,
      metrics: noMetrics,
    };
    const account = { by: 'identity', url: wire?.landingUrl(life.number) ?? '' } as const;
    useServices(createServices(wire ? { ...settings, landing: { ...landing, account } } : settings, ports));
    const host = await startHost({
      load: () => import('../../functions/index.ts'),
      dataDir: hostDir,
      port: 0,
      clock,
      hostJson,
      log: ({ message }) => logLines.push(message),
      ...(onEvent ? { onEvent } : {}),
      workerDies: (turn) => product.workerDies(turn),
      ...(options.rowLagMs ? { rowLagMs: options.rowLagMs } : {}),
      ...(options.maxConcurrentActivities ? { maxConcurrentActivities: options.maxConcurrentActivities } : {}),
      ...(hubProxy ? { durableOrigin: hubProxy.origin } : {}),
    });
    hubProxy?.leadTo(host.url);
    return host;
  };

  const product: Product = {
    stack,
    clock,
    logLines,
    tokens,
    dataDir: directory.path,
    workerDies: () => false,
    get hubProxy() {
      if (!hubProxy) throw new Error('Start the product with `hubProxy: true`.');
      return hubProxy;
    },
    get wire() {
      if (!wire) throw new Error('Start the product with `wire: true`.');
      return wire;
    },
    container: new BlobServiceClient(stack.azurite.landingUrl, stack.credential).getContainerClient('partner-billing'),
    host: await open().catch(async (error) => {
      await stack.stop();
      throw error;
    }),
    async call(method, path, body) {
      const response = await fetch(`${product.host.url}/${path}`, {
        method,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const answer = {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? null : JSON.parse(text)) as never,
      };
      const faults = path.startsWith('api/') ? faultsOfAnswer(method, path, answer) : [];
      if (faults.length > 0) throw new Error(`Not as the API describes itself:\n${faults.join('\n')}`);
      return answer;
    },
    async export(request) {
      const { status, body } = await product.call('POST', 'api/exports', request);
      if (status !== 202) throw new Error(`${status}: ${JSON.stringify(body)}`);
      return product.untilEnded((body as ExportBody).id);
    },
    async untilEnded(id) {
      for (;;) {
        const { body } = await product.call('GET', `api/exports/${id}`);
        const found: ExportBody = body;
        if (found.endedAt !== null) return found;
        await clock.advance(STEP_MS);
      }
    },
    async killHost() {
      life.isOver = true;
      wire?.cut(life.number);
      await product.host.kill();
      await wire?.quiet();
    },
    async restartHost(onEvent, { forget = false, hostJson: deployed } = {}) {
      await product.killHost();
      hostJson = deployed ?? hostJson;
      if (forget) hostDir = `${directory.path}/host-${life.number}`;
      product.host = await open(onEvent);
    },
    async stop() {
      await product.killHost();
      useServices(undefined);
      await wire?.stop();
      await hubProxy?.stop();
      await stack.stop();
      directory.remove();
    },
  };
  return product;
}

/** One process of the program, from its start until it is killed. */
interface Life {
  number: number;
  isOver: boolean;
}

/** What runs inside an activity sleeps a fraction of the time, and it is that late for everybody afterwards. The dead do not wake. */
function activityClock(clock: VirtualClock, life: Life, speedOfPauses: number): Clock {
  const assertAlive = () => {
    if (life.isOver) throw new Error('The program was killed.');
  };
  return {
    now: () => clock.now(),
    async sleep(ms, signal) {
      assertAlive();
      const until = new Date(clock.now().getTime() + ms);
      // Not the global timer, which a test may have replaced.
      await sleep(ms / (ms <= LONGEST_PAUSE_MS ? speedOfPauses : SPEED), undefined, signal ? { signal } : {}).catch(
        () => signal?.throwIfAborted(),
      );
      assertAlive();
      clock.passTo(until);
    },
  };
}

function recorded(credential: TokenCredential, tokens: Set<string>): TokenCredential {
  return {
    async getToken(scopes, options) {
      const answer = await credential.getToken(scopes, options);
      if (answer) tokens.add(answer.token);
      return answer;
    },
  };
}
