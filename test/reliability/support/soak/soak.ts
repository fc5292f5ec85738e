import { createRandom, type Random } from '../../../../local/simulators/data/random.ts';
import { type Product, startProduct } from '../../../support/product.ts';
import { speedUpTimers } from '../fastTimers.ts';
import { FAULT_KINDS, simulatorFault } from '../faultKinds.ts';
import { manyInvoices } from '../invoices.ts';
import { createEventBook, type EventBook } from './auditEvents.ts';
import { auditHub } from './auditHub.ts';
import { auditLanding } from './auditLanding.ts';
import { startSoakClient } from './client.ts';
import { type SoakBed, visit } from './jobs.ts';
import { createLedger } from './ledger.ts';
import { shortenTimeouts } from './shorterTimeouts.ts';
import { bodyOf, type SoakExport, soakExports } from './subject.ts';
import { installSkies } from './weather.ts';
import { createWorld } from './world.ts';

export interface SoakOptions {
  seed: string;
  /** Runs until the faults end. */
  runs: number;
  /** Four exports each. */
  invoices: number;
  atOnce: number;
  /** At most this many durable steps between two deaths of the host. */
  mostSteps: number;
  /** Called at these numbers of runs while nothing is under way. */
  pauses?: { after: readonly number[]; atRest: (product: Product, runs: number) => Promise<void> };
}

export interface SoakReport {
  seed: string;
  /** What should not be so; none is a soak that went well. */
  complaints: string[];
  /** For people. */
  summary: string;
}

const SETTLE_MS = 6 * 3_600_000;

/**
 * Exports whose calls fail, whose host dies and whose callers change their minds; at the end without faults, and then
 * everything is compared with the model.
 */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { seed, invoices, atOnce } = options;
  const catalog = manyInvoices(invoices);
  const product = await startProduct({
    wire: true,
    speedOfPauses: 2_000,
    settings: { OPERATION_DEADLINE_MINUTES: '30' },
    maxConcurrentActivities: 4 * atOnce,
    catalog,
  });
  const restoreTimers = speedUpTimers();
  const restoreTimeouts = shortenTimeouts();
  // Short, so that tokens are asked for again and again.
  product.stack.identity.grant.lifetimeSeconds = 400;
  try {
    const random = createRandom(seed);
    const exports = soakExports(invoices);
    const ledger = createLedger();
    const book = createEventBook();
    const bed: SoakBed = {
      product,
      ledger,
      client: await startSoakClient(product, createRandom(`${seed} deaths`), options.mostSteps),
      world: createWorld(product, exports, catalog.invoices()[0]?.publishedAt ?? new Date()),
      skies: installSkies(product),
      trouble: { changes: 0 },
    };
    const stops = [...(options.pauses?.after ?? []).filter((after) => after < options.runs), options.runs];
    let visits = 0;
    for (const stop of stops) {
      bed.client.let(true);
      visits = await visitMany(bed, exports, random, { atOnce, until: stop, visits, seed, book });
      bed.client.let(false);
      await product.clock.advance(SETTLE_MS);
      await options.pauses?.atRest(product, ledger.runs.length);
    }
    const runs = ledger.runs.length;
    const words = endsOf(bed);
    await endWell(bed, exports, atOnce);
    forgetTraffic(product, book);
    const landing = await auditLanding(product, exports, bed.world, ledger);
    const events = book.audit(ledger, landing.committed);
    await product.clock.advance(SETTLE_MS);
    await product.killHost();
    const hub = auditHub(product, ledger);
    const faults = [...bed.skies.met.values()].reduce((sum, times) => sum + times, 0);
    const summary = [
      `seed ${seed}: ${runs} runs of ${exports.length} exports (${words}) and ${ledger.runs.length - runs} without faults`,
      `${faults} faults of ${bed.skies.met.size} kinds (what fails × call), ${bed.client.deaths} deaths of the host`,
      `landed: ${landing.versions} versions, ${landing.files} files, ${landing.leftovers} of them not visible; ${events.events} events, ${events.repeated} of them again; ${hub.instances} instances in the task hub`,
    ].join('\n');
    return { seed, complaints: ledger.complaints, summary };
  } finally {
    restoreTimers();
    restoreTimeouts();
    await product.stop();
  }
}

async function visitMany(
  bed: SoakBed,
  exports: readonly SoakExport[],
  random: Random,
  {
    atOnce,
    until,
    visits,
    seed,
    book,
  }: { atOnce: number; until: number; visits: number; seed: string; book: EventBook },
): Promise<number> {
  const free = [...exports];
  const { ledger, product } = bed;
  let count = visits;
  const worker = async () => {
    while (ledger.runs.length < until) {
      const [one] = free.splice(random.below(free.length), 1);
      if (!one) return;
      const number = count++;
      const own = createRandom(`${seed} visit ${number}`);
      const calm = disturbEverybody(bed, own);
      await visit(bed, one, own, `${seed} ${number}`).finally(calm);
      forgetTraffic(product, book);
      free.push(one);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return count;
}

/** Tokens and the topic fail for all at once. Answers what ends it. */
function disturbEverybody({ product, trouble }: SoakBed, random: Random): () => void {
  const { identity, eventGrid } = product.stack;
  const dice = random.below(100);
  const fault = FAULT_KINDS[random.below(FAULT_KINDS.length)];
  const answer = fault && simulatorFault(fault);
  // A topic that says 200 has taken the event; there is no telling when it lies.
  if (dice < 15 && answer && fault.is !== 'body') {
    const times = random.pick([1, 2, 20]);
    eventGrid.faults.add({ on: 'publish', times, answer });
  } else if (dice < 20 && answer && trouble.changes % 2 === 0) {
    trouble.changes++;
    identity.faults.add({ on: 'token', times: random.pick([1, 3, 30]), answer });
    return () => {
      identity.faults.clear();
      trouble.changes++;
    };
  }
  return () => {};
}

/** Without faults every export completes, and after that there is nothing left to do. */
async function endWell(bed: SoakBed, exports: readonly SoakExport[], atOnce: number): Promise<void> {
  const { product, client, ledger, skies, world } = bed;
  product.stack.eventGrid.faults.clear();
  product.stack.identity.faults.clear();
  const visited = exports.filter((one) => world.snapshots(one).length > 0);
  for (const pass of ['first', 'second']) {
    const queue = [...visited];
    const worker = async () => {
      for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
        skies.set(one.id, { is: 'calm' });
        await client.once('POST', 'api/exports', bodyOf(one));
        const body = await product.untilEnded(one.id);
        const { status, code, warnings } = ledger.end(body);
        const isGood = status === 'unchanged' || (status === 'completed' && pass === 'first');
        if (!isGood || warnings.length > 0) {
          ledger.complain(one.id, `ended ${status} (${code ?? warnings}) in the ${pass} run without faults`);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }
}

/** What the test's own parts remember of the traffic would look like memory that the program has lost. */
function forgetTraffic({ wire, stack, logLines, tokens }: Product, book: EventBook): void {
  book.take(stack.eventGrid.events);
  wire.calls.length = 0;
  logLines.length = 0;
  tokens.clear();
  for (const { requests } of [stack.graph, stack.identity, stack.eventGrid, stack.partnerCenter]) requests.length = 0;
}

function endsOf({ ledger }: SoakBed): string {
  const counts = new Map<string, number>();
  for (const { status } of ledger.runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}
