import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../../shared/clock.ts';
import type { Catalog } from '../catalog.ts';
import type { Kind, Subject } from '../data/subject.ts';
import { createFaultPlan, type Fault, type FaultPlan } from '../faults.ts';
import {
  type RunningServer,
  type ServerOptions,
  type SimulatedAnswer,
  type SimulatedRequest,
  startHttpsServer,
} from '../httpsServer.ts';
import { BILLING_ROLE } from '../identity.ts';
import { retryAfterHeader } from '../retryAfter.ts';
import { type Snapshot, snapshotOf } from '../source/snapshot.ts';
import type { SourceStore } from '../source/sourceStore.ts';
import { AUDIENCES, type TokenIssuer } from '../tokens.ts';
import { errorBody, manifestBody, operationBody, resourceLocation } from './bodies.ts';
import { readExportBody } from './exportBody.ts';
import { createOperations, type Operation } from './operations.ts';
import { type GraphScenario, type ScenarioChanges, scenarioOf } from './scenario.ts';
import { targetOf } from './target.ts';

export type GraphCall = 'export' | 'operation' | 'manifest';
/** One scenario for every export, or one for each. */
export type ScenarioChoice = ScenarioChanges | ((subject: Subject) => ScenarioChanges);

export interface GraphOptions extends ServerOptions {
  catalog: Catalog;
  tokens: TokenIssuer;
  source: SourceStore;
  scenario?: ScenarioChoice | undefined;
  /** Hears, as it happens, why the data of an operation cannot be made; the operation fails with the same words. */
  onTrouble?: ((line: string) => void) | undefined;
  faults?: readonly Fault<GraphCall>[] | undefined;
  /** Where accepted operations are kept; none: in memory. */
  operationsFile?: string | undefined;
  clock?: Clock | undefined;
}

export interface GraphSimulator extends RunningServer {
  /** `GRAPH_BASE_URL` */
  baseUrl: string;
  /** May be replaced at any time, also for operations that run. */
  scenario: ScenarioChoice;
  faults: FaultPlan<GraphCall>;
  /** What an operation exports, for tests that compare the landed bytes or remove the source. */
  snapshotOf(operationId: string): Snapshot | undefined;
}

const ROUTE =
  /^\/(v1\.0|beta)\/reports\/partners\/billing\/(?:(usage|reconciliation|aggregatedUsage)\/(billed|unbilled)\/(?:microsoft\.graph\.partners\.billing\.)?export|(operations|manifests)\/([^/]+))$/;
/** A poll waits this long for data that is nearly there, so that small data sets never need an extra poll. */
const DATA_WAIT_MS = 1_000;

/**
 * Microsoft Graph's `partners/billing` exports: learn.microsoft.com/graph/api/resources/partners-billing-api-overview.
 */
export async function startGraphSimulator(options: GraphOptions): Promise<GraphSimulator> {
  const { catalog, tokens, source, clock = systemClock } = options;
  const operations = createOperations(options.operationsFile);
  const faults = createFaultPlan(options.faults);
  /** In memory only: a SAS is never written to disk. */
  const mintedOnce = new Map<string, string>();
  const readings = new Map<string, number>();

  const server = await startHttpsServer(options, async (request) => {
    const clientRequestId = request.headers['client-request-id'];
    const refuse: Refuse = (status, code, message) => ({
      status,
      body: errorBody(code, message, typeof clientRequestId === 'string' ? clientRequestId : undefined, clock.now()),
    });
    const [, version = '', data, period, resource, id = ''] = ROUTE.exec(request.url.pathname) ?? [];
    if (version === '' || request.method !== (resource === undefined ? 'POST' : 'GET')) {
      return refuse(404, 'ResourceNotFound', 'Resource not found for this segment.');
    }
    const call: GraphCall = resource === undefined ? 'export' : resource === 'operations' ? 'operation' : 'manifest';
    const fault = await faults.next(call, ({ code, message }) => refuse(0, code, message).body);
    if (fault) {
      return fault;
    }
    const token = tokens.check(request.headers.authorization, AUDIENCES.graph);
    if (!token.ok) {
      return refuse(401, 'InvalidAuthenticationToken', token.why);
    }
    if (!token.roles.includes(BILLING_ROLE)) {
      return refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
    }
    if (call === 'export') {
      const kind = kindOf(data, period);
      return kind && isServedBy(version, kind)
        ? acceptExport(request, kind, version, refuse)
        : refuse(404, 'ResourceNotFound', 'Resource not found for this segment.');
    }
    const operation = call === 'operation' ? operations.find(id) : operations.findByManifest(id);
    if (operation === undefined || !isServedBy(version, operation.subject.kind)) {
      return refuse(404, 'ItemNotFound', `The ${call} could not be found.`);
    }
    const root = `${server.origin}/${version}/reports/partners/billing`;
    return call === 'operation'
      ? readOperation(operation, root)
      : { status: 200, body: await manifestOf(operation, id) };
  });

  /** Set through the returned object, hence read through it. */
  const simulator: GraphSimulator = {
    ...server,
    baseUrl: `${server.origin}/v1.0`,
    scenario: options.scenario ?? {},
    faults,
    snapshotOf: (operationId) => {
      const operation = operations.find(operationId);
      return operation && snapshotOfOperation(operation);
    },
  };
  const scenarioFor = (subject: Subject): GraphScenario =>
    scenarioOf(typeof simulator.scenario === 'function' ? simulator.scenario(subject) : simulator.scenario);

  function acceptExport(request: SimulatedRequest, kind: Kind, version: string, refuse: Refuse): SimulatedAnswer {
    if (!/^application\/json(;|$)/i.test(request.headers['content-type'] ?? '')) {
      return refuse(415, 'UnsupportedMediaType', 'The content type must be application/json.');
    }
    const read = readExportBody(kind, request.body);
    if (!read.ok) {
      return refuse(400, 'BadRequest', read.message);
    }
    const target = targetOf(read.call, catalog, clock.now());
    if ('refused' in target) {
      return refuse(target.refused, target.code, target.message);
    }
    const scenario = scenarioFor(target.subject);
    const described = { ...target, revision: scenario.revision, shape: scenario.data };
    const snapshot = snapshotOf(described);
    const operation: Operation = {
      ...described,
      id: randomUUID(),
      createdAt: clock.now(),
      reads: 0,
      manifestId: snapshot.manifestId,
    };
    operations.add(operation);
    if (operation.hasData && scenario.ending.outcome === 'success') {
      // Begun early and awaited by the polls, where what goes wrong ends the operation.
      source.ensure(snapshot).catch((error) => options.onTrouble?.(wordsOf(error)));
    }
    return {
      status: 202,
      headers: {
        ...retryAfterHeader(scenario.retryAfter, new Date()),
        ...locationHeader(scenario, server.origin, version, operation.id),
      },
    };
  }

  async function readOperation(operation: Operation, root: string): Promise<SimulatedAnswer> {
    const scenario = scenarioFor(operation.subject);
    operation.reads += 1;
    operations.save();
    const { ending, polls } = scenario;
    const body = (type: Parameters<typeof operationBody>[0]['type'], status: string, extra?: Record<string, unknown>) =>
      operationBody({ operation, scenario, now: clock.now(), type, status, ...(extra ? { extra } : {}) });
    const running = (status = polls.at(-1) ?? 'running') => ({
      status: 200,
      headers: retryAfterHeader(scenario.retryAfter, new Date()),
      body: body('runningOperation', status),
    });

    if (operation.reads <= polls.length) {
      return running(polls[operation.reads - 1]);
    }
    if (ending.outcome === 'never') {
      return running();
    }
    if (ending.outcome === 'failure' || !operation.hasData) {
      const { status, code, message } =
        ending.outcome === 'failure' ? ending : { status: 'failed', code: '5000', message: 'No data available' };
      return { status: 200, body: body('failedOperation', status, { error: { code, message } }) };
    }
    const trouble = await troubleOf(source.ensure(snapshotOfOperation(operation)));
    if (trouble === NOT_READY) {
      return running();
    }
    if (trouble !== undefined) {
      return {
        status: 200,
        body: body('failedOperation', 'failed', { error: { code: 'dataNotMade', message: trouble } }),
      };
    }
    const manifest = scenario.resourceLocation === 'inline' ? await manifestOf(operation, operation.id) : {};
    const extra = resourceLocation(
      scenario.resourceLocation,
      `${root}/manifests/${operation.manifestId}`,
      () => manifest,
    );
    return { status: 200, body: body('exportSuccessOperation', ending.status, extra) };
  }

  /** `resourceId`: of the operation or manifest that is read; `mint: 'once'` means once for each. */
  async function manifestOf(operation: Operation, resourceId: string): Promise<object> {
    const scenario = scenarioFor(operation.subject);
    const snapshot = snapshotOfOperation(operation);
    await source.ensure(snapshot);
    const reading = (readings.get(operation.id) ?? 0) + 1;
    readings.set(operation.id, reading);
    const kept = scenario.sas.mint === 'once' ? mintedOnce.get(resourceId) : undefined;
    const sasToken = kept ?? (await source.mintSas(snapshot, scenario.sas.lifetimeSeconds));
    if (scenario.sas.mint === 'once') {
      mintedOnce.set(resourceId, sasToken);
    }
    return manifestBody({ snapshot, scenario, reading, rootDirectory: source.rootDirectory(snapshot), sasToken });
  }

  return simulator;
}

type Refuse = (status: number, code: string, message: string) => SimulatedAnswer;

/** What exists in beta alone is unknown to v1.0: the export, its operations and their manifests. */
function isServedBy(version: string, kind: Kind): boolean {
  return version === 'beta' || kind !== 'billedAggregatedUsage';
}

function kindOf(data: string | undefined, period: string | undefined): Kind | undefined {
  if (data === 'aggregatedUsage') return period === 'billed' ? 'billedAggregatedUsage' : undefined;
  if (period === 'billed') {
    return data === 'usage' ? 'billedUsage' : 'billedReconciliation';
  }
  return data === 'usage' ? 'unbilledUsage' : 'unbilledReconciliation';
}

function snapshotOfOperation({ subject, firstBuiltAt, revision, shape }: Operation): Snapshot {
  return snapshotOf({ subject, firstBuiltAt, revision, shape });
}

function locationHeader(
  { location }: GraphScenario,
  origin: string,
  version: string,
  id: string,
): Record<string, string> {
  const path = `reports/partners/billing/operations/${id}`;
  switch (location) {
    case 'absolute':
      return { location: `${origin}/${version}/${path}` };
    case 'relative':
      return { location: `/${version}/${path}` };
    case 'foreignOrigin':
      return { location: `https://elsewhere.invalid/${version}/${path}` };
    case 'beta':
      return { location: `${origin}/beta/${path}` };
    case 'absent':
      return {};
  }
}

const NOT_READY = Symbol('still being made');

/** Why data cannot be made, or nothing once it is there. */
async function troubleOf(work: Promise<void>): Promise<string | typeof NOT_READY | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof NOT_READY>((resolve) => {
    timer = setTimeout(resolve, DATA_WAIT_MS, NOT_READY);
  });
  try {
    return await Promise.race([work.then(() => undefined, wordsOf), late]);
  } finally {
    clearTimeout(timer);
  }
}

function wordsOf(error: unknown): string {
  return `The simulated storage cannot make the data: ${error instanceof Error ? error.message : String(error)}`;
}
