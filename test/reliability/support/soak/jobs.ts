import type { Random } from '../../../../local/simulators/data/random.ts';
import type { ExportBody } from '../../../../shared/api/exportBody.ts';
import type { Product } from '../../../support/product.ts';
import type { SoakClient } from './client.ts';
import type { EndedRun, Ledger } from './ledger.ts';
import { bodyOf, type SoakExport } from './subject.ts';
import { randomWeather, type Skies } from './weather.ts';
import type { World } from './world.ts';

/** What a job works with. */
export interface SoakBed {
  product: Product;
  client: SoakClient;
  world: World;
  skies: Skies;
  ledger: Ledger;
  /** Counts the changes of what is wrong for everybody: tokens. Odd while something is. */
  trouble: { changes: number };
}

/** How far time goes on between two looks; longer and longer, since some runs wait for hours. */
const SHORTEST_STEP_MS = 30_000;
const LONGEST_STEP_MS = 600_000;
/** An operation that never ends is given up after the deadline, twice, and then all is over. */
const MOST_LOOKS = 200;

/** One visit to an export: something goes wrong or not, somebody starts it and perhaps changes their mind. */
export async function visit(bed: SoakBed, one: SoakExport, random: Random, seed: string): Promise<void> {
  const { skies, world, ledger } = bed;
  const weather = randomWeather(random, seed);
  skies.set(one.id, weather);
  const dice = random.below(100);
  if (dice < 12) world.restate(one.id);
  const hangs = dice >= 97;
  world.hang(one.id, hangs);

  const troubleBefore = bed.trouble.changes;
  const from = world.revisionOf(one.id);
  const force = dice >= 12 && dice < 24;
  await start(bed, one, { force, twice: dice >= 24 && dice < 36 });
  const mindChangesAfter = dice >= 36 && dice < 54 ? random.below(4) : undefined;
  const isCancelled = mindChangesAfter !== undefined && (await cancelAfter(bed, one, mindChangesAfter));
  if (isCancelled) {
    await endOf(bed, one);
    // At once: what the cancelled run has begun may still be under way.
    await start(bed, one, { force: random.below(3) === 0, twice: false });
  }
  if (dice >= 54 && dice < 62) world.restate(one.id);
  const run = await endOf(bed, one);

  const isDisturbed =
    weather.is !== 'calm' || hangs || troubleBefore !== bed.trouble.changes || troubleBefore % 2 === 1;
  const isGood = run.status === 'completed' || run.status === 'unchanged';
  if (!isDisturbed && !isGood) ledger.complain(one.id, `ended ${run.status} (${run.code}) although nothing was wrong`);
  if (isGood) await expectUpToDate(bed, one, from);
  world.hang(one.id, false);
}

/** Starts a run, however often the host dies meanwhile. */
async function start(bed: SoakBed, one: SoakExport, how: { force: boolean; twice: boolean }): Promise<void> {
  const { client, ledger } = bed;
  const before = await client.look(one.id);
  if (how.twice) ledger.startTwice(one.id);
  for (;;) {
    const call = () => client.once('POST', 'api/exports', bodyOf(one, how.force));
    const answers = await Promise.all(how.twice ? [call(), call()] : [call()]);
    const [given] = answers.filter((answer) => answer !== undefined);
    for (const answer of answers) {
      if (answer && answer.status !== 202) ledger.complain(one.id, `a start was answered ${answer.status}`);
    }
    if (given) return;
    // Nobody answered: it may have begun all the same, and ended.
    const now = await client.look(one.id);
    if (now && (now.endedAt === null || now.updatedAt !== before?.updatedAt)) return;
  }
}

/** Answers whether the run was ended by it; after some looks, so that it meets each phase. */
async function cancelAfter({ client, product }: SoakBed, { id }: SoakExport, looks: number): Promise<boolean> {
  for (let look = 0; look < looks; look++) {
    await client.look(id);
    await product.clock.advance(1_500);
  }
  const answer = await client.once('POST', `api/exports/${id}/cancel`);
  return (answer?.body as ExportBody | undefined)?.status === 'cancelled';
}

async function endOf({ client, product, ledger }: SoakBed, { id }: SoakExport): Promise<EndedRun> {
  let stepMs = SHORTEST_STEP_MS;
  for (let looks = 0; ; looks++) {
    const body = await client.look(id);
    if (!body) throw new Error(`${id} was accepted and is unknown now: a start was lost.`);
    if (body.endedAt !== null) return ledger.end(body);
    if (looks > MOST_LOOKS) throw new Error(`${id} does not end: ${JSON.stringify(body)}`);
    await product.clock.advance(stepMs);
    stepMs = Math.min(stepMs * 1.5, LONGEST_STEP_MS);
  }
}

/** A run that has ended well has landed what the service had at some time while it ran. */
async function expectUpToDate({ product, world, ledger }: SoakBed, one: SoakExport, from: number): Promise<void> {
  const wanted = world.snapshots(one).slice(from);
  const text = await product.container.getBlobClient(`${one.folder}_latest.json`).downloadToBuffer();
  const latest = JSON.parse(text.toString());
  if (!wanted.some(({ eTag }) => eTag === latest.eTag)) {
    ledger.complain(one.id, `ended well, but the newest version is ${latest.version}, older than the start of the run`);
  }
}
