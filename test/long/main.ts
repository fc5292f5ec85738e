/**
 * `npm run test:long`: what takes minutes, one after the other, with a table at the end. Fails when one of them does.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

interface Run {
  name: string;
  args: readonly string[];
  env?: Record<string, string>;
  /** The line of its output that says what came out; the last one that is like this. */
  figure: RegExp;
}

const JEST = 'node_modules/jest/bin/jest.js';
const RUNS: readonly Run[] = [
  { name: '1 GiB', args: ['test/long/oneGibibyte.ts'], figure: /^peak memory of the host/ },
  { name: '100,000 blobs', args: ['test/long/hundredThousandBlobs.ts'], figure: /^\d+ blobs in / },
  { name: 'soak', args: ['test/long/soak.ts'], figure: /^\d+ runs, seed / },
  { name: 'overload', args: ['test/long/overload.ts'], figure: /^\d+ ended instances/ },
  {
    name: 'crash at every step',
    args: [JEST, 'test/reliability/crash'],
    env: { RELIABILITY: 'all' },
    figure: /died at \d+ of \d+/,
  },
  {
    name: 'every fault at every call',
    args: [JEST, 'test/reliability/faultGrid'],
    env: { RELIABILITY: 'all' },
    figure: /^\d+ passed/,
  },
];

interface Result {
  name: string;
  isGood: boolean;
  seconds: number;
  figure: string;
}

async function run({ name, args, env, figure }: Run): Promise<Result> {
  console.log(`\n=== ${name}`);
  const startedMs = Date.now();
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let found = '';
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      console.log(line);
      if (figure.test(line.trim())) found = line.trim();
    });
  }
  const [code] = await once(child, 'close');
  return { name, isGood: code === 0 && found !== '', seconds: (Date.now() - startedMs) / 1000, figure: found };
}

const wanted = process.argv.slice(2);
const results: Result[] = [];
for (const one of RUNS) if (wanted.length === 0 || wanted.includes(one.name)) results.push(await run(one));

console.log('\n| what | result | time | figures |\n| --- | --- | --- | --- |');
for (const { name, isGood, seconds, figure } of results) {
  console.log(`| ${name} | ${isGood ? 'good' : 'FAILED'} | ${seconds.toFixed(0)} s | ${figure} |`);
}
process.exitCode = results.length > 0 && results.every(({ isGood }) => isGood) ? 0 : 1;
