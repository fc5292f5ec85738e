import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { type HostClock, realClock } from './clock.ts';
import {
  beginLoad,
  getProgrammingModel,
  type RegisteredFunction,
  registeredFunctions,
  runHooks,
} from './functionsCore.ts';
import { type HostJson, readHostJson } from './hostJson.ts';
import { answerAdmin } from './http/adminApi.ts';
import { durableClientData } from './http/clientData.ts';
import { type Answer, empty, type Request, segmentsOf } from './http/exchange.ts';
import { runHttpFunction, streamHttpFunction } from './http/httpTrigger.ts';
import { answerManagement } from './http/managementApi.ts';
import { compileRoutes, matchRoute, type Route } from './http/routes.ts';
import { type HttpServer, listen } from './http/server.ts';
import { type StreamPort, streamPortOf } from './http/streamProxy.ts';
import { Hub } from './hub/hub.ts';
import { HostKilledError, type OnHubEvent, type WorkerDies } from './hub/hubEvents.ts';
import { InstanceClient } from './hub/instanceClient.ts';
import { Store } from './hub/store.ts';
import { type Log, logToStderr } from './log.ts';
import { TimerTriggers } from './timers.ts';
import { bindInputs, isDurableClient, isTrigger, triggerType } from './worker/bindInputs.ts';
import { invoke, messageOf } from './worker/invocation.ts';
import type { TypedData } from './worker/protocol.ts';
import { Workload } from './workload.ts';

/** The app: a module to import, or a function that imports it. */
export type AppSource = { appPath: string } | { load: () => Promise<unknown> };

export type HostOptions = AppSource & HostSettings;

export interface HostSettings {
  /** Where the host keeps everything durable; one host at a time. */
  dataDir: string;
  /** 0 chooses a free port. */
  port: number;
  clock?: HostClock;
  /** On by default: patterns that hang or duplicate work on Azure fail at once. */
  strict?: boolean;
  /** Off by default: wait whole seconds, rounded down, as Azure does. */
  truncateTimers?: boolean;
  /** By default what host.json says, else 10 per core, as on Azure. */
  maxConcurrentActivities?: number;
  /** The content of host.json; by default read from beside the app or above it. */
  hostJson?: HostJson;
  log?: Log;
  /** Where durable clients of the app are told to find this host; a test may stand in between. By default at its own address. */
  durableOrigin?: string;
  /** Told of each durable step; when it throws, the host is dropped as if its process had been killed there. */
  onEvent?: OnHubEvent;
  /** Asked at each turn of an orchestration; true makes the worker die in it. */
  workerDies?: WorkerDies;
  /**
   * Off by default: so long a status call shows the instance before the one that a client has started, or none. Azure sends the message that begins a run before it
   * writes its row.
   */
  rowLagMs?: number;
}

export interface Host {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** Ends at once: what is running is dropped and done again at the next start. */
  stop(): Promise<void>;
  /** As if the process had been killed: no hook, no farewell; the data directory is free afterwards. */
  kill(): Promise<void>;
}

const knownTriggers = new Set([
  'httpTrigger',
  'timerTrigger',
  'eventGridTrigger',
  'activityTrigger',
  'orchestrationTrigger',
]);

/** Starts a Functions host for one app on loopback, with a durable task hub in one SQLite file. Resolves when it serves. */
export async function startHost(options: HostOptions): Promise<Host> {
  const store = new Store(options.dataDir);
  const running = new RunningHost(options, store);
  try {
    await running.start();
    return running;
  } catch (error) {
    await running.kill();
    throw error;
  }
}

class RunningHost implements Host {
  readonly #options: HostOptions;
  readonly #store: Store;
  readonly #clock: HostClock;
  readonly #log: Log;
  readonly #workload: Workload;
  #server: HttpServer | undefined;
  #hub: Hub | undefined;
  #client: InstanceClient | undefined;
  #timers: TimerTriggers | undefined;
  #routes: Route[] = [];
  #routePrefix: string[] = [];
  #clientData = '';
  #streamPort: StreamPort;
  #isDown = false;
  /** Requests that arrive while the app is loading wait for it. */
  readonly #isReady = Promise.withResolvers<void>();

  constructor(options: HostOptions, store: Store) {
    this.#options = options;
    this.#store = store;
    this.#clock = options.clock ?? realClock;
    this.#log = options.log ?? logToStderr;
    this.#workload = new Workload(() => this.#clock.onIdle?.());
    this.#clock.watch?.(() => this.#workload.isIdle);
  }

  get url(): string {
    if (!this.#server) throw new Error('The host does not serve yet.');
    return this.#server.origin;
  }

  async start(): Promise<void> {
    const end = this.#workload.begin();
    const options = this.#options;
    const hostJson = options.hostJson ?? ('appPath' in options ? readHostJson(options.appPath) : {});
    this.#server = await listen(options.port, (request) => this.#answer(request));
    this.#clientData = durableClientData(options.durableOrigin ?? this.url);
    // The durable client takes its own idea of the address unless this is set, and apps may read it as they load.
    process.env.WEBSITE_HOSTNAME = new URL(this.url).host;

    beginLoad();
    await loadApp(options);
    const model = getProgrammingModel();
    this.#streamPort = model && (await streamPortOf(model));
    const functions = [...registeredFunctions().values()];
    for (const fn of functions) checkBindings(fn);
    this.#routes = compileRoutes(functions);
    this.#routePrefix = (hostJson.extensions?.http?.routePrefix ?? 'api').split('/').filter(Boolean);
    this.#hub = this.#createHub(hostJson);
    this.#client = new InstanceClient(this.#hub);
    this.#timers = new TimerTriggers({
      store: this.#store,
      clock: this.#clock,
      run: (fn, input) => this.#run(fn, input),
    });
    await runHooks('appStart', { hookData: {}, appHookData: {} });
    this.#hub.resume();
    this.#timers.start(functions);
    this.#isReady.resolve();
    end();
  }

  async stop(): Promise<void> {
    if (this.#isDown) return;
    await runHooks('appTerminate', { hookData: {}, appHookData: {} });
    await this.kill();
  }

  async kill(): Promise<void> {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#isReady.resolve();
    this.#hub?.stop();
    this.#timers?.stop();
    this.#store.close();
    await this.#server?.close();
  }

  #createHub(hostJson: HostJson): Hub {
    const { strict = true, truncateTimers = false, maxConcurrentActivities, onEvent, workerDies } = this.#options;
    const { rowLagMs = 0 } = this.#options;
    const durableTask = hostJson.extensions?.durableTask;
    return new Hub({
      store: this.#store,
      clock: this.#clock,
      workload: this.#workload,
      log: this.#log,
      strict,
      truncateTimers,
      maxConcurrentActivities:
        maxConcurrentActivities ?? durableTask?.maxConcurrentActivityFunctions ?? 10 * availableParallelism(),
      clientData: this.#clientData,
      defaultVersion: durableTask?.defaultVersion ?? null,
      versionMatchStrategy: durableTask?.versionMatchStrategy,
      onEvent: onEvent && ((event) => this.#tell(onEvent, event)),
      workerDies,
      rowLagMs,
    });
  }

  #tell(onEvent: OnHubEvent, event: Parameters<OnHubEvent>[0]): void {
    try {
      onEvent(event);
    } catch (error) {
      void this.kill();
      throw error;
    }
  }

  async #answer(request: Request): Promise<Answer | undefined> {
    await this.#isReady.promise;
    if (this.#isDown || !this.#client) return undefined;
    const end = this.#workload.begin();
    try {
      return await this.#route(request, this.#client);
    } catch (error) {
      // Whoever was killed, by a test or by the end of the program, answers nobody.
      if (error instanceof HostKilledError || this.#isDown) return undefined;
      throw error;
    } finally {
      end();
    }
  }

  async #route(request: Request, client: InstanceClient): Promise<Answer | undefined> {
    const path = segmentsOf(request.url.pathname);
    if (!path) return empty(400);
    const afterRpc = rest(path, ['durabletask']) ?? rest(path, ['runtime', 'webhooks', 'durabletask']);
    if (afterRpc) return answerManagement(client, request, afterRpc);
    const afterAdmin = rest(path, ['admin']);
    if (afterAdmin) {
      const functions = registeredFunctions();
      return answerAdmin({ functions, fire: (fn, input) => this.#fireByHand(fn, input) }, request, afterAdmin);
    }
    const afterPrefix = rest(path, this.#routePrefix);
    const match = afterPrefix && matchRoute(this.#routes, request.method, afterPrefix);
    if (!match) return empty(404);
    const call = { match, request, clientData: this.#clientData, log: this.#log };
    return this.#streamPort === undefined ? runHttpFunction(call) : streamHttpFunction(this.#streamPort, call);
  }

  #fireByHand(fn: RegisteredFunction, input: string | undefined): void {
    const isTimer = triggerType(fn) === 'timerTrigger';
    void this.#run(fn, isTimer && this.#timers ? this.#timers.inputByHand() : { string: input ?? '{}' });
  }

  /** Runs a function that nobody waits for; what it throws is logged, and on Azure lost, too. */
  async #run(fn: RegisteredFunction, input: TypedData): Promise<void> {
    const end = this.#workload.begin();
    try {
      const triggerMetadata = { data: input };
      await invoke({ fn, inputData: bindInputs(fn, input, this.#clientData), triggerMetadata, log: this.#log });
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
      this.#log({ level: 'error', source: fn.metadata.name, message });
    } finally {
      end();
    }
  }
}

async function loadApp(source: AppSource): Promise<void> {
  if ('load' in source) {
    await source.load();
    return;
  }
  try {
    await import(pathToFileURL(source.appPath).href);
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
    throw new Error(`The app "${source.appPath}" could not be loaded: ${problem}`, { cause: error });
  }
}

/** Refuses what would otherwise silently never run, arrive or be written. */
function checkBindings({ metadata }: RegisteredFunction): void {
  for (const { type, direction } of Object.values(metadata.bindings)) {
    if (isTrigger(type) && !knownTriggers.has(type)) {
      throw new Error(
        `The function "${metadata.name}" has a trigger of type "${type}". This host runs ${[...knownTriggers].join(', ')}.`,
      );
    }
    const isKnown = isTrigger(type) || (direction === 'in' ? isDurableClient(type) : type === 'http');
    if (!isKnown) {
      const what = direction === 'in' ? 'an input' : 'an output';
      throw new Error(
        `The function "${metadata.name}" has ${what} of type "${type}". This host knows the durable client as input and HTTP as output.`,
      );
    }
  }
}

/** What follows a prefix of the path, compared without regard to case; undefined when the path has another one. */
function rest(path: readonly string[], prefix: readonly string[]): string[] | undefined {
  const matches = prefix.every((segment, at) => path[at]?.toLowerCase() === segment.toLowerCase());
  return matches ? path.slice(prefix.length) : undefined;
}
