import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { lineChunks } from '../../local/simulators/data/content.ts';
import { bundle } from '../bundle.ts';
import { DATA_DIRECTORY } from '../data.ts';
import { measure, type Run, type Summary, summarize } from '../measure.ts';
import { type Gate, mib, type Result, ratio, seconds } from '../report.ts';

const MIB = 1024 * 1024;
const OURS = 'this program: exact Parquet, sums, groups';
const LOSSY = 'DuckDB `read_json`, one thread: amounts are doubles';
/** Ten times the others: measured once. */
const EXACT = 'DuckDB, exact recipe, one thread (one run)';

/** Lines of the simulated service: amounts of 20 decimals, quantities of 18, rates of 32, 400 resources in turns. Not packed. */
async function usageFile(mebibytes: number): Promise<string> {
  const path = join(DATA_DIRECTORY, `usage-${mebibytes}.jsonl`);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) return path;
  await mkdir(DATA_DIRECTORY, { recursive: true });
  const subject = {
    kind: 'billedUsage',
    attributeSet: 'full',
    tenantId: 'bench',
    currencyCode: 'EUR',
    month: '2026-10',
  } as const;
  const lines = lineChunks({ subject, seed: 'bench', unpackedBytes: mebibytes * MIB });
  const partial = `${path}.${process.pid}.tmp`;
  await pipeline(Readable.from(lines), createWriteStream(partial));
  await rename(partial, path);
  return path;
}

interface Options {
  readonly mebibytes: number;
  readonly rounds: number;
  /** Also DuckDB's rows. */
  readonly peers: boolean;
}

/** Landed lines to Parquet, each row a process of its own and all rows in turn. */
export async function tables({ mebibytes, rounds, peers }: Options): Promise<Result> {
  const input = await usageFile(mebibytes);
  const output = (row: string) => join(DATA_DIRECTORY, `${row}-${process.pid}.parquet`);
  const duckdb = join(import.meta.dirname, '..', 'rows', 'duckdb.ts');
  const rows: [label: string, command: string[], written: string][] = [
    [OURS, [process.execPath, await bundle('tables'), input, output('ours')], output('ours')],
  ];
  if (peers) {
    for (const [label, mode] of [
      [LOSSY, 'lossy'],
      [EXACT, 'exact'],
    ] as const) {
      rows.push([label, [process.execPath, duckdb, mode, input, output(mode)], output(mode)]);
    }
  }
  const runs = new Map<string, Run[]>(rows.map(([label]) => [label, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [label, command] of rows) {
      if (round === 0 || label !== EXACT) runs.get(label)?.push(await measure(command));
    }
  }
  const of = (label: string) => summarize(runs.get(label) ?? []);
  const sizes = new Map<string, number>();
  for (const [label, , written] of rows) {
    sizes.set(label, (await stat(written)).size);
    await rm(written);
  }
  return {
    title: `Landed lines to tables, ${mebibytes} MiB: whole processes, medians of ${rounds}`,
    columns: ['', 'wall (range)', 'CPU', 'peak RSS', 'Parquet MB', 'CPU s/GB'],
    rows: rows.map(([label]) => {
      const { wallMs, cpuMs, rssMib, wallRangeMs } = of(label);
      const range = wallRangeMs.map((ms) => (ms / 1000).toFixed(2)).join('–');
      const size = ((sizes.get(label) ?? 0) / 1e6).toFixed(2);
      return [
        label,
        `${seconds(wallMs)} (${range})`,
        seconds(cpuMs),
        mib(rssMib),
        size,
        ratio((cpuMs * 1e6) / (mebibytes * MIB)),
      ];
    }),
    gates: gatesOf(of, sizes, { mebibytes, peers }),
  };
}

function gatesOf(
  of: (label: string) => Summary,
  sizes: ReadonlyMap<string, number>,
  { mebibytes, peers }: Pick<Options, 'mebibytes' | 'peers'>,
): Gate[] {
  const ours = of(OURS);
  const memory: Gate = {
    what: `tables, peak RSS, ${mebibytes} MiB`,
    value: ours.rssMib ?? Number.NaN,
    limit: 260,
    side: 'atMost',
    unit: 'MiB',
  };
  if (!peers) return [memory];
  const size = (label: string) => sizes.get(label) ?? Number.NaN;
  return [
    { what: 'tables, CPU / DuckDB `read_json`', value: ours.cpuMs / of(LOSSY).cpuMs, limit: 2, side: 'atMost' },
    { what: 'tables, CPU / DuckDB, exact recipe', value: ours.cpuMs / of(EXACT).cpuMs, limit: 0.6, side: 'atMost' },
    {
      what: 'tables, bytes of Parquet / DuckDB `read_json`',
      value: size(OURS) / size(LOSSY),
      limit: 1.1,
      side: 'atMost',
    },
    memory,
  ];
}
