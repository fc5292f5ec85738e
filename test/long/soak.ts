/**
 * `node test/long/soak.ts [runs]`: the soak of `test/reliability/soak.test.ts` with 1,000 runs in a process of its own,
 * so that its memory and what it leaves open mean something. `SOAK_SEED=…` repeats one. Takes some minutes, so it is no
 * part of `npm test`.
 */
import '../../local/host/coreModuleHook.ts';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LONGEST_TIMEOUT_MS } from '../reliability/support/soak/shorterTimeouts.ts';

const SEED = process.env.SOAK_SEED ?? randomBytes(4).toString('hex');
const RUNS = Number(process.argv[2] ?? 1_000);
const FIRST_MEASURE = RUNS / 10;
const MIB = 1024 ** 2;
/**
 * The services' stand-ins and the model remember what happened, some 10 KiB a run; a history that is kept would be many
 * times that.
 */
const MOST_GROWTH_MIB = 16;
/**
 * Three blocks of 8 MiB that the copy engine keeps, a few that open connections and dying requests hold, and what Node
 * has outside its heap.
 */
const MOST_BUFFERS_MIB = 72;
/** What Node itself has open for its three streams. */
const STREAMS = ['PipeWrap', 'TTYWrap', 'FSReqCallback', 'FileHandle'];

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

interface Measure {
  runs: number;
  heapMib: number;
  buffersMib: number;
  rssMib: number;
  timers: number;
}

/**
 * A request that failed holds on to its bytes until its time is up, and an idle connection, which servers close after 5
 * s, to those of its first request.
 */
const MARGIN_MS = 10_000;

async function measure(runs: number): Promise<Measure> {
  await sleep(LONGEST_TIMEOUT_MS + MARGIN_MS);
  for (let round = 0; round < 3; round++) {
    await sleep(300);
    collectGarbage();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const timers = process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  return { runs, heapMib: heapUsed / MIB, buffersMib: external / MIB, rssMib: rss / MIB, timers };
}

const open = () => process.getActiveResourcesInfo().filter((resource) => !STREAMS.includes(resource));

// Only now: the app has to find the module that Azure injects.
const { soak } = await import('../reliability/support/soak/soak.ts');
console.log(`SOAK_SEED=${SEED}`);
const measures: Measure[] = [];
const startedMs = Date.now();
const { complaints, summary } = await soak({
  seed: SEED,
  runs: RUNS,
  invoices: Math.max(4, Math.ceil(RUNS / 16)),
  atOnce: 16,
  mostSteps: 8_000,
  pauses: {
    after: [FIRST_MEASURE],
    atRest: async (_product, runs) => void measures.push(await measure(runs)),
  },
});
const seconds = (Date.now() - startedMs) / 1000;
await sleep(MARGIN_MS);
const leftOpen = open();

const [first, last] = measures;
if (!first || !last) throw new Error('Memory was measured fewer than two times.');
for (const { runs, heapMib, buffersMib, rssMib, timers } of measures) {
  console.log(
    `after ${runs} runs: heap ${heapMib.toFixed(1)} MiB, buffers ${buffersMib.toFixed(0)} MiB, ${rssMib.toFixed(0)} MiB resident, ${timers} timers`,
  );
}
const growthMib = last.heapMib - first.heapMib;
console.log(summary);
for (const complaint of complaints) console.log(`WRONG: ${complaint}`);
if (leftOpen.length > 0) console.log(`LEFT OPEN: ${leftOpen.join(', ')}`);
if (growthMib > MOST_GROWTH_MIB)
  console.log(`MEMORY GREW by ${growthMib.toFixed(1)} MiB, limit ${MOST_GROWTH_MIB} MiB`);
if (last.buffersMib > MOST_BUFFERS_MIB) {
  console.log(`BUFFERS of ${last.buffersMib.toFixed(0)} MiB are held, limit ${MOST_BUFFERS_MIB} MiB`);
}
if (last.timers > first.timers) console.log(`TIMERS GREW from ${first.timers} to ${last.timers}`);
const isGood =
  complaints.length === 0 &&
  leftOpen.length === 0 &&
  growthMib <= MOST_GROWTH_MIB &&
  last.buffersMib <= MOST_BUFFERS_MIB &&
  last.timers <= first.timers;
console.log(
  `${last.runs} runs, seed ${SEED}: ${complaints.length} differences from the model, heap ${growthMib >= 0 ? '+' : ''}${growthMib.toFixed(1)} MiB from run ${first.runs} to ${last.runs}, buffers ${last.buffersMib.toFixed(0)} MiB, ${leftOpen.length} handles left, ${seconds.toFixed(0)} s`,
);
process.exitCode = isGood ? 0 : 1;
