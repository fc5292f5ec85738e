import { join } from 'node:path';
import { startNullServer } from '../accounts.ts';
import { bundle } from '../bundle.ts';
import { DATA_DIRECTORY, prepare, type Sample } from '../data.ts';
import { measure, type Run, type Summary, summarize } from '../measure.ts';
import { installedPeers } from '../peers.ts';
import { type Gate, mib, type Result, ratio, seconds } from '../report.ts';

export const OURS = 'this engine';
export const GZIP = '`gzip -dc` of a local file';
export const NAIVE = 'naive Node (three buffers)';
export const SDK_SAMPLE = 'SDK stream sample';

interface Options {
  readonly title: string;
  readonly sample: Sample;
  readonly rounds: number;
  /** All rows, or just the engine beside `gzip -dc`. */
  readonly peers: boolean;
  readonly gates: (of: (label: string) => Summary) => Gate[];
}

/**
 * One blob, each row a process of its own and all rows in turn, round after round: only interleaved runs can be
 * compared.
 */
export async function oneBlob({ title, sample, rounds, peers, gates }: Options): Promise<Result> {
  await prepare([sample]);
  const account = await startNullServer();
  try {
    const node = async (row: string) => [process.execPath, await bundle(row), account.origin, sample.name];
    const foreign = new Set<string>();
    const rows: [label: string, command: readonly string[]][] = [
      // To nowhere: through a pipe its time would be that of the reader.
      [GZIP, ['sh', '-c', 'exec gzip -dc "$1" > /dev/null', 'sh', join(DATA_DIRECTORY, sample.name)]],
      [OURS, await node('ours')],
    ];
    if (peers) {
      rows.push(['Node inflate alone, to nowhere', await node('inflateOnly')]);
      rows.push([NAIVE, await node('naive')], [SDK_SAMPLE, await node('sdkSample')]);
      for (const peer of installedPeers()) {
        rows.push([peer.label, peer.command(account.origin, sample.name)]);
        foreign.add(peer.label);
      }
    }
    const runs = new Map<string, Run[]>(rows.map(([label]) => [label, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [label, command] of rows) {
        const run = await measure(command).catch((error: unknown) => {
          if (!foreign.has(label)) throw error;
          console.error(`${label} failed in round ${round + 1}; its median is of the other rounds`);
        });
        if (run) runs.get(label)?.push(run);
      }
    }
    const of = (label: string): Summary => summarize(runs.get(label) ?? []);
    const [gzip] = [of(GZIP)];
    return {
      title: `${title}: whole processes, medians of ${rounds}`,
      columns: ['', 'wall (range)', 'CPU', 'peak RSS', 'wall / gzip', 'CPU / gzip', 'MB/s'],
      rows: rows.map(([label]) => {
        const { wallMs, cpuMs, rssMib, wallRangeMs } = of(label);
        const range = wallRangeMs.map((ms) => (ms / 1000).toFixed(2)).join('–');
        return [
          label,
          `${seconds(wallMs)} (${range})`,
          seconds(cpuMs),
          mib(rssMib),
          ratio(wallMs / gzip.wallMs),
          ratio(cpuMs / gzip.cpuMs),
          (sample.bytes / 1000 / wallMs).toFixed(0),
        ];
      }),
      gates: gates(of),
    };
  } finally {
    await account.stop();
  }
}
