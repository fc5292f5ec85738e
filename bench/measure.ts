import { spawn } from 'node:child_process';

/** One run of one row, as a whole process: start and imports included. */
export interface Run {
  readonly wallMs: number;
  /** User and system time. */
  readonly cpuMs: number;
  /** Peak; absent for programs that do not say. */
  readonly rssMib: number | undefined;
  /** What the row printed last, parsed. */
  readonly report: Readonly<Record<string, unknown>>;
}

/**
 * Starts `command`, which prints little, and measures it with the shell's own `time`, which asks the kernel about the
 * ended child.
 */
export function measure(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const script = 'TIMEFORMAT="time %R %U %S"; time "$@"';
    const child = spawn('bash', ['-c', script, 'bash', ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const time = /time ([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(err);
      if (code !== 0 || !time) {
        reject(new Error(`${command.join(' ')} ended with ${code}: ${err}`));
        return;
      }
      const report = parse(out.trim().split('\n').at(-1) ?? '');
      const rssMib = typeof report.rssMib === 'number' ? report.rssMib : undefined;
      resolve({ wallMs: Number(time[1]) * 1000, cpuMs: (Number(time[2]) + Number(time[3])) * 1000, rssMib, report });
    });
  });
}

function parse(line: string): Record<string, unknown> {
  return line.startsWith('{') ? JSON.parse(line) : {};
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export interface Summary {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMib: number | undefined;
  readonly wallRangeMs: readonly [number, number];
}

/** Medians of time, the peak of memory. */
export function summarize(runs: readonly Run[]): Summary {
  const walls = runs.map(({ wallMs }) => wallMs);
  const peaks = runs.flatMap(({ rssMib }) => rssMib ?? []);
  return {
    wallMs: median(walls),
    cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
    rssMib: peaks.length > 0 ? Math.max(...peaks) : undefined,
    wallRangeMs: [Math.min(...walls), Math.max(...walls)],
  };
}
