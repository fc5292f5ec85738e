import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keepOffProxies } from '../shared/wire/pastProxies.ts';
import { SAMPLES } from './data.ts';
import { orchestration } from './orchestration.ts';
import { holds, markdown, type Result } from './report.ts';
import { identity } from './scenarios/identity.ts';
import { mix } from './scenarios/mix.ts';
import { GZIP, NAIVE, OURS, oneBlob, SDK_SAMPLE } from './scenarios/oneBlob.ts';
import { tables } from './scenarios/tables.ts';
import { tls } from './scenarios/tls.ts';

const DOCUMENT = join(import.meta.dirname, '..', 'docs', 'performance.md');
const MARKS = ['<!-- bench -->', '<!-- /bench -->'] as const;
const USAGE = `npm run bench -- [--full] [--write]
  --full   also 1 GiB, 108 blobs, a service's latency, TLS and the orchestration
  --write  put the tables into docs/performance.md`;

type Scenario = () => Promise<Result | undefined>;

const quick: Scenario[] = [
  () => identity(SAMPLES.s256),
  () =>
    oneBlob({
      title: 'One blob, 256 MiB',
      sample: SAMPLES.s256,
      rounds: 5,
      peers: true,
      gates: (of) => {
        const [ours, gzip, naive, sample] = [of(OURS), of(GZIP), of(NAIVE), of(SDK_SAMPLE)];
        return [
          { what: 'CPU / `gzip -dc`', value: ours.cpuMs / gzip.cpuMs, limit: 1.4, side: 'atMost' },
          { what: 'wall / `gzip -dc`', value: ours.wallMs / gzip.wallMs, limit: 1.3, side: 'atMost' },
          { what: 'wall / naive', value: ours.wallMs / naive.wallMs, limit: 0.8, side: 'atMost' },
          { what: 'wall / SDK sample', value: ours.wallMs / sample.wallMs, limit: 0.65, side: 'atMost' },
          { what: 'CPU / SDK sample', value: ours.cpuMs / sample.cpuMs, limit: 0.7, side: 'atMost' },
          { what: 'peak RSS, 256 MiB', value: ours.rssMib ?? Number.NaN, limit: 200, side: 'atMost', unit: 'MiB' },
        ];
      },
    }),
  () => tables({ mebibytes: 256, rounds: 5, peers: true }),
];

const full: Scenario[] = [
  () =>
    oneBlob({
      title: 'One blob, 1 GiB',
      sample: SAMPLES.s1024,
      rounds: 3,
      peers: false,
      gates: (of) => [
        { what: 'CPU / `gzip -dc`, 1 GiB', value: of(OURS).cpuMs / of(GZIP).cpuMs, limit: 1.1, side: 'atMost' },
        { what: 'peak RSS, 1 GiB', value: of(OURS).rssMib ?? Number.NaN, limit: 200, side: 'atMost', unit: 'MiB' },
      ],
    }),
  mix,
  () => tables({ mebibytes: 1024, rounds: 2, peers: false }),
  () => tls(SAMPLES.s256, 3),
  orchestration,
];

/** A gate that fails is measured once more before it counts: on a shared machine one bad series proves nothing. */
async function run(scenario: Scenario): Promise<Result | undefined> {
  const result = await scenario();
  if (!result || result.gates.every(holds)) return result;
  console.error(`${result.title}: a gate failed, measuring once more`);
  return scenario();
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { full: { type: 'boolean' }, write: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  keepOffProxies(process.env);
  const results: Result[] = [];
  for (const scenario of values.full ? [...quick, ...full] : quick) {
    const result = await run(scenario);
    if (!result) continue;
    console.error(`done: ${result.title}`);
    results.push(result);
  }
  const text = markdown(results);
  console.log(text);
  if (values.write) await writeIntoDocument(text);
  if (!results.every(({ gates }) => gates.every(holds))) process.exitCode = 1;
}

async function writeIntoDocument(text: string): Promise<void> {
  const document = await readFile(DOCUMENT, 'utf8');
  const [start, end] = MARKS.map((mark) => document.indexOf(mark));
  if (start === undefined || end === undefined || start < 0 || end < start) {
    throw new Error(`${DOCUMENT} lacks the marks ${MARKS.join(' … ')} between which the tables go.`);
  }
  await writeFile(DOCUMENT, `${document.slice(0, start + MARKS[0].length)}\n\n${text}\n\n${document.slice(end)}`);
}

await main();
