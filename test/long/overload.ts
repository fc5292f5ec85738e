/**
 * `node test/long/overload.ts`: the real host process with 20,000 ended instances in its task hub; 200 exports started
 * at once, the same one 200 times, 50 of them large; how fast the API answers while they are copied, peak memory
 * (Linux: `VmHWM`), and whether purge and discovery still do their work.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CatalogInvoice, catalogOf } from '../../local/simulators/catalog.ts';
import { startStack } from '../../local/stack/stack.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { fillHub } from '../reliability/support/fillHub.ts';
import { invoiceId } from '../reliability/support/invoices.ts';
import { createLatencies } from '../reliability/support/latency.ts';

const INSTANCES = 20_000;
const STARTS = 200;
const LARGE = 50;
const YOUNG = 10;
const MOST_MS = 1_000;
const MOST_RSS_MIB = 768;
const DAY_MS = 86_400_000;
const RETENTION_DAYS = 90;
const SOON_MS = 180_000;
const TENANT = '00000000-0000-4000-8000-0000000000ff';

const problems: string[] = [];
let isOver = false;
let areReady = false;
const check = (isSo: boolean, problem: string) => void (isSo || problems.push(problem));

/** The first ones are too old for discovery, the last ones are due. */
function catalogInvoice(_: unknown, index: number): CatalogInvoice {
  return {
    id: invoiceId(index + 1),
    documentType: 'invoice',
    commerce: 'new',
    billingMonth: '2025-12',
    publishedAt: new Date(index < STARTS + 1 ? Date.parse('2026-01-08T07:13:00Z') : Date.now() - 10 * DAY_MS),
    currencyCode: 'EUR',
    totalCharges: 1,
    hasUsage: true,
  };
}
const documents = Array.from({ length: STARTS + 1 + YOUNG }, catalogInvoice);

const dataDir = mkdtempSync(join(tmpdir(), 'overload-'));
const stack = await startStack({
  dataDir,
  spawnHost: false,
  catalog: catalogOf(TENANT, ['EUR'], () => documents),
  settings: {
    INVOICE_SCHEDULE: '0 0 0 1 1 *',
    INVOICE_EXPORTS: 'billedUsage',
    HISTORY_RETENTION_DAYS: String(RETENTION_DAYS),
  },
  scenario: ({ invoiceId: invoice = '' }) => ({
    // The large ones become ready together, once all have been taken up.
    polls: Number(invoice.slice(1)) <= LARGE && !areReady ? Array.from({ length: 1_000 }, () => 'running') : [],
    retryAfter: { seconds: 5 },
    data:
      Number(invoice.slice(1)) <= LARGE
        ? { files: 4, unpackedBytes: 4_000_000, members: 1 }
        : { files: 2, unpackedBytes: 20_000, members: 1 },
  }),
});
try {
  // The last tenth is older than what is kept.
  const everyMs = (RETENTION_DAYS * DAY_MS) / ((0.9 * INSTANCES) / 3);
  const ended = fillHub(join(dataDir, 'host'), { instances: INSTANCES, newest: new Date(), everyMs });
  const host = await stack.startHost();
  const memoryMib = (what: 'VmHWM' | 'VmRSS') =>
    Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${host.pid}/status`, 'utf8'))?.[1]) / 1024;
  const idleMib = memoryMib('VmRSS');
  void host.exited.then((how) => check(isOver, `the host ended by itself (${how})`));
  const call = async (method: string, path: string, body?: object): Promise<{ status: number; body: never }> => {
    const response = await fetch(`${host.url}/${path.replace(/^https?:\/\/[^/]+\//, '')}`, {
      method,
      // A connection of its own: one that the server closes as idle in the very moment of a call would be taken for a
      // lost answer.
      headers: { connection: 'close' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as never };
  };
  const posts = () => stack.graph.requests.filter(({ method }) => method === 'POST').length;
  const start = (n: number) => call('POST', 'api/exports', { kind: 'billedUsage', invoiceId: invoiceId(n) });
  const idOf = (n: number) => `billed-usage-${invoiceId(n)}-full`;
  const all202 = (answers: { status: number }[]) => answers.filter(({ status }) => status === 202).length;

  const startedMs = Date.now();
  const many = await Promise.all(Array.from({ length: STARTS }, (_, index) => start(index + 1)));
  const manyMs = Date.now() - startedMs;
  check(all202(many) === STARTS, `${all202(many)} of ${STARTS} different starts were answered 202`);
  const same = await Promise.all(Array.from({ length: STARTS }, () => start(STARTS + 1)));
  check(all202(same) === STARTS, `${all202(same)} of ${STARTS} starts of one export were answered 202`);

  const peaks = [`idle ${idleMib.toFixed(0)} MiB`];
  const notePeak = (when: string) => void peaks.push(`${when} ${memoryMib('VmHWM').toFixed(0)} MiB`);
  notePeak('after the starts');

  /** Host and worker are one process here, which first has to take all these runs up. */
  const burst = createLatencies();
  const latencies = createLatencies();
  const isTakenUp = ({ phase, endedAt }: ExportBody) => endedAt !== null || (phase !== null && phase !== 'submitting');
  for (let n = 1; n <= STARTS + 1; ) {
    const { body } = await burst.time('GET /api/exports/{id} while they are taken up', () =>
      call('GET', `api/exports/${idOf(n)}`),
    );
    if (isTakenUp(body)) n++;
    else await sleep(50);
  }
  notePeak('taken up');
  let mostRunning = 0;
  for (let n = 1; n <= LARGE; n++) {
    const body: ExportBody = (await call('GET', `api/exports/${idOf(n)}`)).body;
    if (body.status === 'running') mostRunning++;
  }
  areReady = true;
  const status = async (id: string, what: string): Promise<ExportBody> =>
    (await latencies.time(what, () => call('GET', `api/exports/${id}`))).body;
  const running = new Set(Array.from({ length: STARTS + 1 }, (_, index) => idOf(index + 1)));
  const untilMs = Date.now() + SOON_MS;
  for (let round = 0; running.size > 0 && Date.now() < untilMs; round++) {
    let next: string | undefined = 'api/exports?top=100';
    const seen = new Set<string>();
    // Some pages a round: to leaf through all of them takes longer than most runs.
    for (let page = 0; next !== undefined && page < 5; page++) {
      const path: string = next;
      const listed: { value: ExportBody[]; nextLink?: string } = (
        await latencies.time('GET /api/exports', () => call('GET', path))
      ).body;
      if (page === 0) check(listed.value.length === 100, `a page of ${listed.value.length} exports, not 100`);
      for (const { id } of listed.value) {
        check(!seen.has(id), `${id} is on two pages`);
        seen.add(id);
      }
      next = listed.nextLink;
    }
    await latencies.time('GET /api/exports?status=running', () => call('GET', 'api/exports?status=running&top=20'));
    await status(ended[round % ended.length] ?? '', 'GET /api/exports/{id}, ended');
    let copying = 0;
    for (const id of running) {
      const { endedAt, status: word, error, phase } = await status(id, 'GET /api/exports/{id}, running');
      if (phase !== null) copying++;
      if (endedAt !== null) running.delete(id);
      if (endedAt !== null) check(word === 'completed', `${id} ended ${word} (${error?.code})`);
    }
    mostRunning = Math.max(mostRunning, copying);
    await sleep(200);
  }
  const seconds = (Date.now() - startedMs) / 1000;
  check(running.size === 0, `${running.size} exports did not end`);
  check(mostRunning >= LARGE, `only ${mostRunning} exports ran at once`);
  check(posts() === STARTS + 1, `${posts()} operations at the service, not ${STARTS + 1}`);
  check(latencies.worstMs < MOST_MS, `the slowest answer took ${latencies.worstMs.toFixed(0)} ms, limit ${MOST_MS} ms`);

  notePeak('copied');
  const leafed = createLatencies();
  let listedAll = 0;
  for (let next: string | undefined = 'api/exports?top=1000'; next !== undefined; ) {
    const path: string = next;
    const { body }: { body: { value: ExportBody[]; nextLink?: string } } = await leafed.time(
      'GET /api/exports?top=1000',
      () => call('GET', path),
    );
    listedAll += body.value.length;
    next = body.nextLink;
  }
  const runs = ended.length + STARTS + 1;
  check(listedAll === runs, `${listedAll} exports were listed, not ${runs}`);

  notePeak('listed whole');
  const oldest = ended.at(-1) ?? '';
  const afterwards = createLatencies();
  await call('POST', 'admin/functions/purgeHistory', {});
  await afterwards.time('GET /api/exports/{id} during the purge', () => call('GET', `api/exports/${idOf(1)}`));
  const gone = async () => (await call('GET', `api/exports/${oldest}`)).status === 404;
  for (let look = 0; look < 100 && !(await gone()); look++) await sleep(100);
  check(await gone(), 'the purge left a run that is older than what is kept');
  check((await call('GET', `api/exports/${ended[0]}`)).status === 200, 'the purge took a run that is to be kept');

  await call('POST', 'admin/functions/discoverInvoices', {});
  const young = Array.from({ length: YOUNG }, (_, index) => idOf(STARTS + 2 + index));
  const isLanded = async (id: string) =>
    ((await call('GET', `api/exports/${id}`)).body as ExportBody).status === 'completed';
  for (let look = 0; look < 120 && !(await isLanded(young.at(-1) ?? '')); look++) await sleep(1_000);
  for (const id of young) check(await isLanded(id), `discovery did not export ${id}`);

  const peakMib = memoryMib('VmHWM');
  check(peakMib < MOST_RSS_MIB, `peak memory ${peakMib.toFixed(0)} MiB, limit ${MOST_RSS_MIB} MiB`);
  console.log(
    `${STARTS} starts at once: all answered within ${manyMs} ms; all ${STARTS + 1} exports ended after ${seconds.toFixed(0)} s, at most ${mostRunning} at once`,
  );
  console.log(`peak memory: ${peaks.join(', ')}`);
  for (const line of [...burst.lines, ...latencies.lines, ...leafed.lines, ...afterwards.lines]) console.log(line);
  for (const problem of new Set(problems)) console.log(`WRONG: ${problem}`);
  console.log(
    `${INSTANCES} ended instances, ${STARTS} starts at once, ${mostRunning} running: slowest answer ${latencies.worstMs.toFixed(0)} ms, peak memory ${peakMib.toFixed(0)} MiB (${idleMib.toFixed(0)} idle), ${problems.length} problems`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  isOver = true;
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
