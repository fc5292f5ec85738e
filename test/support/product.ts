import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { DefaultAzureCredential } from '@azure/identity';
import type { ContainerClient } from '@azure/storage-blob';
import { BlobServiceClient } from '@azure/storage-blob';
import { useServices } from '../../functions/services.ts';
import { type Host, startHost } from '../../local/host/host.ts';
import type { OnHubEvent } from '../../local/host/hub/hubEvents.ts';
import { VirtualClock } from '../../local/host/virtualClock.ts';
import type { Catalog } from '../../local/simulators/catalog.ts';
import type { ScenarioChoice } from '../../local/simulators/graph/graph.ts';
import { type Stack, startStack } from '../../local/stack/stack.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { type Clock, systemClock } from '../../shared/clock.ts';
import { createServices } from '../../shared/services.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { noMetrics } from '../../shared/telemetry/runMetrics.ts';
import { temporaryDirectory } from './stackCertificates.ts';

/** How much faster than the wall an activity's own sleep is; durable timers are jumped over. */
const SPEED = 100;

/** How far time goes on between two looks at an export. */
const STEP_MS = 60_000;

export interface ProductOptions {
  start?: Date;
  scenario?: ScenarioChoice;
  catalog?: Catalog;
  settings?: Readonly<Record<string, string>>;
}

/** The whole program in this process: embedded host in virtual time, real SDKs, Azurite and the simulated services. */
export interface Product {
  stack: Stack;
  clock: VirtualClock;
  container: ContainerClient;
  /** Everything that was logged. */
  logLines: string[];
  host: Host;
  /** A call to the HTTP API. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; headers: Headers; body: never }>;
  /** Starts an export and waits for its end; durable timers pass at once. */
  export(request: object): Promise<ExportBody>;
  untilEnded(id: string): Promise<ExportBody>;
  /** As if the process had been killed and started again, on the same state. */
  restartHost(onEvent?: OnHubEvent): Promise<void>;
  stop(): Promise<void>;
}

/** One per test file: Functions keeps one table of functions a process. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const directory = temporaryDirectory();
  const { start = new Date() } = options;
  const clock = new VirtualClock(start);
  const stack = await startStack({
    dataDir: directory.path,
    spawnHost: false,
    settings: { INVOICE_SCHEDULE: '0 0 0 1 1 *', ...options.settings },
    ...(options.scenario ? { scenario: options.scenario } : {}),
    ...(options.catalog ? { catalog: options.catalog } : {}),
  });
  const read = readSettings(stack.hostEnvironment);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  for (const name of ['INVOICE_SCHEDULE', 'IDENTITY_ENDPOINT', 'IDENTITY_HEADER', 'AZURE_TOKEN_CREDENTIALS']) {
    process.env[name] = stack.hostEnvironment[name];
  }
  useServices(
    createServices(read.settings, {
      clock: activityClock(clock),
      credential: new DefaultAzureCredential(),
      httpClient: createDefaultHttpClient(),
      metrics: noMetrics,
    }),
  );
  const logLines: string[] = [];
  const open = (onEvent?: OnHubEvent) =>
    startHost({
      load: () => import('../../functions/index.ts'),
      dataDir: `${directory.path}/host`,
      port: 0,
      clock,
      log: ({ message }) => logLines.push(message),
      ...(onEvent ? { onEvent } : {}),
    });

  const product: Product = {
    stack,
    clock,
    logLines,
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
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? null : JSON.parse(text)) as never,
      };
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
    async restartHost(onEvent) {
      await product.host.kill();
      product.host = await open(onEvent);
    },
    async stop() {
      await product.host.kill();
      useServices(undefined);
      await stack.stop();
      directory.remove();
    },
  };
  return product;
}

/** What runs inside an activity sleeps a hundredth of the time, and it is that late for everybody afterwards. */
function activityClock(clock: VirtualClock): Clock {
  return {
    now: () => clock.now(),
    async sleep(ms, signal) {
      const until = new Date(clock.now().getTime() + ms);
      await systemClock.sleep(ms / SPEED, signal);
      clock.passTo(until);
    },
  };
}
