import { readFileSync, writeFileSync } from 'node:fs';
import type { PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogOf } from '../../local/simulators/catalog.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { ERROR_CODES } from '../../shared/errors.ts';
import { type Product, startProduct } from '../support/product.ts';
import type { StorageCall } from '../support/wire.ts';
import {
  ENDLESS_FAULTS,
  type EndlessFault,
  hurryTimeLimits,
  simulatorStall,
  stallService,
  stallStorage,
} from './support/endlessFaults.ts';
import { expectExactVersion, landedBelow, wipe } from './support/exactness.ts';
import { speedUpTimers } from './support/fastTimers.ts';
import {
  FAULT_KINDS,
  type FaultKind,
  RETRY_AFTER_SECONDS,
  simulatorFault,
  spoilService,
  spoilStorage,
} from './support/faultKinds.ts';
import { invoiceId, manyInvoices } from './support/invoices.ts';

const DOCUMENT = 'docs/reliability.md';
/** The ordinary run breaks with every third kind of fault, at every call; with `RELIABILITY=all`, and to write the document, with each. */
const EVERY = process.env.RELIABILITY === 'all' || process.env.WRITE_DOCS ? 1 : 3;
const chosen = <Of>(faults: readonly Of[]) => faults.filter((_, index) => index % EVERY === 0);
const BETWEEN = /(<!-- faults -->\n)[\s\S]*?(\n<!-- \/faults -->)/;
const RUNS_AT_ONCE = 24;
/** How long the program trusts a listing of what stands in a folder; here files vanish between two runs. */
const LISTING_LIFETIME_MS = 30_000;

/** The calls of one export, as columns of the table. */
const SERVICE_CALLS = ['export', 'operation', 'manifest'] as const;
const STORAGE_CALLS = ['sourceGet', 'list', 'read', 'putFile', 'putManifest', 'putLatest', 'setMetadata'] as const;
type ServiceCall = (typeof SERVICE_CALLS)[number];
type Call = ServiceCall | (typeof STORAGE_CALLS)[number] | 'event' | 'token' | 'looks' | 'invoices' | 'memory';
const COLUMNS: readonly (readonly [Call, string])[] = [
  ['token', 'token'],
  ['export', 'POST of the export'],
  ['operation', 'operation'],
  ['manifest', 'manifest'],
  ['sourceGet', 'blob GET'],
  ['list', 'landing: list'],
  ['read', 'landing: read'],
  ['putFile', 'landing: file'],
  ['putManifest', 'landing: commit'],
  ['putLatest', 'landing: `_latest.json`'],
  ['event', 'event'],
  ['setMetadata', 'landing: event kept'],
  ['looks', 'durable backend: looks at the run'],
  ['invoices', 'Partner Center, in a pass of discovery'],
  ['memory', 'landing, in a pass of discovery'],
];
/** After these the version stands committed whatever the run ends in. */
const AFTER_THE_COMMIT: readonly Call[] = ['putLatest', 'event', 'setMetadata'];

/** After these a second run shows that nothing stays behind. */
const HEALED = ['403', '503', 'hang up', '200, half a JSON document'];
const isStorageCall = (call: Call) => STORAGE_CALLS.some((one) => one === call);

type Fault = FaultKind | EndlessFault;
const isEndless = (fault: Fault): fault is EndlessFault => ENDLESS_FAULTS.some((one) => one === fault);

/** A wait that a service asks for is one for all runs of the process. */
const closesService = ({ fault, call }: Cell) =>
  'retryAfter' in fault && fault.retryAfter !== undefined && SERVICE_CALLS.some((one) => one === call);

/** The one invoice that is new whenever discovery looks. */
const DISCOVERED = invoiceId(RUNS_AT_ONCE + 1);

interface Cell {
  fault: Fault;
  call: Call;
}

/** One call that is spoilt: the n-th of its kind in a run, from 1. */
interface Strike {
  fault: Fault;
  nth: number;
}

interface Spoilt {
  fault: Fault;
  calls: readonly Call[];
  /** How often each of the calls is spoilt. */
  times: number;
}

/** What the document says of the faults that are tried: the head of its table and their rows. */
function documented(document: string): string[] {
  const [head = '', rule = '', ...rows] = BETWEEN.exec(document)?.[0].split('\n').slice(1, -1) ?? [];
  const names = [...chosen<Fault>(FAULT_KINDS), ...chosen<Fault>(ENDLESS_FAULTS)].map(({ name }) => `| ${name} | `);
  return [head, rule, ...names.flatMap((name) => rows.filter((row) => row.startsWith(name)))];
}

describe('faults of every kind at every call', () => {
  let product: Product;
  /** Not in use by a run at this moment. */
  const invoices = Array.from({ length: RUNS_AT_ONCE }, (_, index) => invoiceId(index + 1));
  let restoreTimers = () => {};
  /** What is in store for the export of an invoice. */
  const inStore = new Map<string, Spoilt>();
  /** Runs at which nobody can look, by their instance. */
  const unseen = new Map<string, Strike>();
  const spoiltSoFar = new Map<string, number>();
  const invoiceByOperation = new Map<string, string>();

  const { tenantId, currencies, invoices: old } = manyInvoices(RUNS_AT_ONCE + 1);
  const catalog = catalogOf(tenantId, currencies, () =>
    old().map((one) => (one.id === DISCOVERED ? { ...one, publishedAt: product?.clock.now() ?? new Date() } : one)),
  );

  beforeAll(async () => {
    product = await startProduct({
      wire: true,
      hubProxy: true,
      speedOfPauses: 2_000,
      // Long enough for the few waits of ten minutes that one step meets when each call asks once.
      settings: { OPERATION_DEADLINE_MINUTES: '60', INVOICE_LOOKBACK_DAYS: '1', INVOICE_EXPORTS: 'billedUsage' },
      maxConcurrentActivities: 4 * RUNS_AT_ONCE,
      catalog,
      scenario: { polls: [], resourceLocation: 'navigationLink', data: { files: 2, unpackedBytes: 1_500, members: 1 } },
    });
    restoreTimers = speedUpTimers();
    // So short that nobody keeps a token: each use of one is a call of its own.
    product.stack.identity.grant.lifetimeSeconds = 60;
    product.wire.storageFault = (request) => {
      const invoice = /invoice=?(?:id=)?(G\d{9})/i.exec(request.target)?.[1];
      const isMemory = request.target.includes('_discovery.json');
      const strike = isMemory ? due(DISCOVERED, 'memory') : due(invoice, request.call);
      if (!strike) return false;
      const { fault, nth } = strike;
      return isEndless(fault) ? stallStorage(fault, nth, request) : spoilStorage(fault, product.clock.now(), request);
    };
    product.hubProxy.fault = (look) => {
      const strike = unseen.get(look.instanceId ?? '');
      if (!strike || look.incoming.method !== 'GET') return false;
      const { fault } = strike;
      return isEndless(fault)
        ? stallStorage(fault, ++strike.nth, look)
        : spoilStorage(fault, product.clock.now(), look);
    };
    product.wire.serviceFault = (request, send) => {
      const [invoice, call] = identify(request);
      if (call === undefined) return undefined;
      const strike = due(invoice, call);
      const answer = strike ? spoil(strike, request, send) : send();
      return answer.then((response) => {
        const operation = /operations\/([^/?]+)$/.exec(response.headers.get('location') ?? '')?.[1];
        if (call === 'export' && operation && invoice) invoiceByOperation.set(operation, invoice);
        return response;
      });
    };
  }, 60_000);
  afterAll(async () => {
    restoreTimers();
    await product?.stop();
  });

  function spoil({ fault, nth }: Strike, request: PipelineRequest, send: () => Promise<PipelineResponse>) {
    if (isEndless(fault)) return stallService(fault, nth, product.clock, request);
    return spoilService(fault, product.clock.now(), request, send);
  }

  function due(invoice: string | undefined, call: Call | StorageCall): Strike | undefined {
    const spoilt = inStore.get(invoice ?? '');
    if (!spoilt?.calls.some((one) => one === call)) return undefined;
    const key = `${invoice} ${call}`;
    const before = spoiltSoFar.get(key) ?? 0;
    if (before >= spoilt.times) return undefined;
    spoiltSoFar.set(key, before + 1);
    return { fault: spoilt.fault, nth: before + 1 };
  }

  function identify({
    method,
    url,
    body,
  }: PipelineRequest): [string | undefined, ServiceCall | 'invoices' | undefined] {
    if (method === 'POST') return [/G\d{9}/.exec(String(body))?.[0], 'export'];
    if (/\/invoices\?/.test(url)) return [DISCOVERED, 'invoices'];
    const [, resource, id = ''] = /\/(operations|manifests)\/([^/?]+)$/.exec(url) ?? [];
    if (resource === 'operations') return [invoiceByOperation.get(id), 'operation'];
    const operations = [...invoiceByOperation.keys()];
    const operation = operations.find((one) => product.stack.graph.snapshotOf(one)?.manifestId === id);
    return [invoiceByOperation.get(operation ?? ''), resource === 'manifests' ? 'manifest' : undefined];
  }

  const folderOf = (invoice: string) => `billed-usage/invoice=${invoice}/attributes=full/`;
  const request = (invoice: string) => ({ kind: 'billedUsage', invoiceId: invoice });

  /** How a run ends, in one word, after everything that must hold whatever it ends in was looked at. */
  async function wordFor(invoice: string, body: ExportBody, committedAnyway: boolean): Promise<string> {
    if (body.status === 'completed') {
      await expectExactVersion(product.container, folderOf(invoice), product.stack.graph.snapshotOf);
      return ['completed', ...body.warnings.map(({ code }) => `\`${code}\``)].join(', ');
    }
    const code = body.error?.code ?? 'InternalError';
    expect(Object.keys(ERROR_CODES)).toContain(code);
    expect(['failed', 'rejected']).toContain(body.status);
    if (!committedAnyway) {
      const landed = await landedBelow(product.container, folderOf(invoice));
      expect([...landed.keys()].filter((path) => /_(manifest|latest)\.json$/.test(path))).toEqual([]);
    }
    return `\`${code}\``;
  }

  /** Gives the work an invoice of which nothing has landed. */
  async function withInvoice<T>(work: (invoice: string) => Promise<T>): Promise<T> {
    const invoice = invoices.pop();
    if (!invoice) throw new Error('All invoices are in use.');
    await wipe(product.container, folderOf(invoice));
    product.clock.passTo(new Date(product.clock.now().getTime() + LISTING_LIFETIME_MS));
    for (const key of spoiltSoFar.keys()) if (key.startsWith(invoice)) spoiltSoFar.delete(key);
    try {
      return await work(invoice);
    } finally {
      inStore.delete(invoice);
      invoices.push(invoice);
    }
  }

  function runSpoilt(spoilt: Spoilt): Promise<string> {
    return withInvoice(async (invoice) => {
      inStore.set(invoice, spoilt);
      const body = await product.export(request(invoice));
      inStore.delete(invoice);
      const { fault, calls } = spoilt;
      const word = await wordFor(
        invoice,
        body,
        calls.some((call) => AFTER_THE_COMMIT.includes(call)),
      );
      if (body.status !== 'completed' && HEALED.includes(fault.name) && calls.some(isStorageCall)) {
        const healed = await product.export(request(invoice));
        const context = { fault: fault.name, calls };
        expect({ ...context, ends: await wordFor(invoice, healed, false) }).toEqual({ ...context, ends: 'completed' });
      }
      return word;
    });
  }

  /** Event Grid's and the identity's faults hold for everybody, so these runs are alone. */
  async function runAlone(fault: Fault, calls: readonly Call[], times: number): Promise<string> {
    const answer = simulatorAnswer(fault);
    const { eventGrid, identity } = product.stack;
    if (answer && calls.includes('event')) eventGrid.faults.add({ on: 'publish', times, answer });
    if (answer && calls.includes('token')) identity.faults.add({ on: 'token', times, answer });
    return runSpoilt({ fault, calls, times }).finally(() => {
      eventGrid.faults.clear();
      identity.faults.clear();
    });
  }

  const simulatorAnswer = (fault: Fault) => (isEndless(fault) ? simulatorStall(fault) : simulatorFault(fault));

  /** The looks of the API at the same instance are spared: the run is watched past the proxy. */
  function runUnseen(fault: Fault): Promise<string> {
    return withInvoice(async (invoice) => {
      const { body } = await product.call('POST', 'api/exports', request(invoice));
      const { id } = body as ExportBody;
      unseen.set(id, { fault, nth: 0 });
      const atTheirPace = isEndless(fault) ? hurryTimeLimits({ all: true }) : () => {};
      try {
        for (;;) {
          const watched = await fetch(`${product.host.url}/runtime/webhooks/durabletask/instances/${id}`);
          const { runtimeStatus } = (await watched.json()) as { runtimeStatus: string };
          if (['Completed', 'Failed', 'Terminated'].includes(runtimeStatus)) break;
          await product.clock.advance(60_000);
        }
      } finally {
        atTheirPace();
        unseen.delete(id);
      }
      return wordFor(invoice, await product.untilEnded(id), false);
    });
  }

  /** A pass of discovery that finds one new invoice, if it can. */
  async function runDiscovery(fault: Fault, call: 'invoices' | 'memory'): Promise<string> {
    await wipe(product.container, folderOf(DISCOVERED));
    await product.container.getBlobClient('_discovery.json').deleteIfExists();
    inStore.set(DISCOVERED, { fault, calls: [call], times: Number.POSITIVE_INFINITY });
    const passes = () => product.logLines.filter((line) => line.includes('"event":"timerFired"')).length;
    const before = passes();
    await product.call('POST', 'admin/functions/discoverInvoices', {});
    for (;;) {
      const { body } = await product.call('GET', 'runtime/webhooks/durabletask/instances/discovery-pass');
      const pass = body as { runtimeStatus: string; output: { error?: { code: string } } } | null;
      if (passes() > before && pass?.runtimeStatus === 'Completed') {
        inStore.delete(DISCOVERED);
        if (pass.output.error) return `\`${pass.output.error.code}\``;
        await expectExactVersion(product.container, folderOf(DISCOVERED), product.stack.graph.snapshotOf);
        return 'completed';
      }
      await product.clock.advance(10_000);
    }
  }

  async function atMost<T>(limit: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const queue = [...items];
    const worker = async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    };
    await Promise.all(Array.from({ length: limit }, worker));
  }

  test('end in exact bytes or a stable code, as docs/reliability.md says', async () => {
    // Act
    const words = new Map<string, string>();
    const keyOf = ({ fault, call }: Cell) => `${fault.name} | ${call}`;
    const keyed = [...SERVICE_CALLS, ...STORAGE_CALLS];
    const runAll = async (faults: readonly Fault[]) => {
      const cells = faults.flatMap((fault) => {
        // Limits of time that are hurried for one run would be so for all.
        const calls: Call[] = isEndless(fault) ? [...keyed] : [...keyed, 'looks'];
        return calls.map((call): Cell => ({ fault, call }));
      });
      const runCell = async (cell: Cell) => {
        const spoilt = { fault: cell.fault, calls: [cell.call], times: Number.POSITIVE_INFINITY };
        words.set(keyOf(cell), cell.call === 'looks' ? await runUnseen(cell.fault) : await runSpoilt(spoilt));
      };
      await atMost(
        RUNS_AT_ONCE,
        cells.filter((cell) => !closesService(cell)),
        runCell,
      );
      for (const cell of cells.filter(closesService)) {
        await runCell(cell);
        product.clock.passTo(new Date(product.clock.now().getTime() + RETRY_AFTER_SECONDS * 1000));
      }
      for (const fault of faults) {
        once.set(fault.name, await runAlone(fault, [...keyed, 'event', 'token'], 1));
        for (const call of ['event', 'token'] as const) {
          const forGood = simulatorAnswer(fault) ? await runAlone(fault, [call], Number.POSITIVE_INFINITY) : '–';
          words.set(keyOf({ fault, call }), forGood);
        }
        for (const call of ['invoices', 'memory'] as const) {
          words.set(keyOf({ fault, call }), await runDiscovery(fault, call));
        }
        if (isEndless(fault)) words.set(keyOf({ fault, call: 'looks' }), await runUnseen(fault));
      }
    };
    const once = new Map<string, string>();
    await runAll(chosen(FAULT_KINDS));
    const atTheirPace = hurryTimeLimits();
    await runAll(chosen(ENDLESS_FAULTS)).finally(atTheirPace);

    // Assess
    const table = [
      `| fault | ${COLUMNS.map(([, title]) => title).join(' | ')} | once at each call |`,
      `| --- | ${COLUMNS.map(() => '---').join(' | ')} | --- |`,
      ...[...chosen<Fault>(FAULT_KINDS), ...chosen<Fault>(ENDLESS_FAULTS)].map((fault) => {
        const row = COLUMNS.map(([call]) => words.get(keyOf({ fault, call })) ?? '?');
        return `| ${fault.name} | ${row.join(' | ')} | ${once.get(fault.name)} |`;
      }),
    ].join('\n');
    const document = readFileSync(DOCUMENT, 'utf8');
    if (process.env.WRITE_DOCS) writeFileSync(DOCUMENT, document.replace(BETWEEN, `$1${table}$2`));
    else expect(table.split('\n')).toEqual(documented(document));
    expect(table).not.toContain('InternalError');
    expect(table).not.toContain('?');
  }, 400_000);

  test.each<[string, number, object]>([
    ['400', 400, { status: 503, body: { code: 'PartnerCenterUnavailable' } }],
    ['401', 401, { status: 503, body: { code: 'InvoicesForbidden' } }],
    ['403', 403, { status: 503, body: { code: 'InvoicesForbidden' } }],
    ['404', 404, { status: 503, body: { code: 'PartnerCenterUnavailable' } }],
    ['410', 410, { status: 503, body: { code: 'PartnerCenterUnavailable' } }],
    ['429', 429, { status: 503, body: { code: 'PartnerCenterUnavailable' } }],
    ['503', 503, { status: 503, body: { code: 'PartnerCenterUnavailable' } }],
  ])('Partner Center answers %s to a backfill by date', async (_name, status, expected) => {
    product.stack.partnerCenter.faults.add({ on: 'invoices', times: Number.POSITIVE_INFINITY, answer: { status } });
    const answer = await product.call('POST', 'api/backfills', { from: '2026-01-08', to: '2026-01-08', dryRun: true });
    product.stack.partnerCenter.faults.clear();
    expect(answer).toMatchObject(expected);
  });
});
