import { arch, cpus, platform, release, totalmem } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };

/** A figure that must stay on its side of a limit. */
export interface Gate {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly side: 'atMost' | 'atLeast';
  readonly unit?: 'MiB';
}

/** One table of the report and the gates that read it. */
export interface Result {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly gates: readonly Gate[];
}

export function holds({ value, limit, side }: Gate): boolean {
  return side === 'atMost' ? value <= limit : value >= limit;
}

export function markdown(results: readonly Result[]): string {
  const tables = results.map(({ title, columns, rows }) => `### ${title}\n\n${table([columns, ...rows])}`);
  const gates = results.flatMap((result) => result.gates);
  const gateRows = gates.map((gate) => [
    gate.what,
    figure(gate.value, gate.unit),
    `${gate.side === 'atMost' ? '≤' : '≥'} ${figure(gate.limit, gate.unit)}`,
    holds(gate) ? 'holds' : '**fails**',
  ]);
  return [machine(), ...tables, `### Gates\n\n${table([['gate', 'measured', 'limit', ''], ...gateRows])}`].join('\n\n');
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
export const mib = (value: number | undefined): string => (value === undefined ? '–' : `${Math.round(value)} MiB`);
export const ratio = (value: number): string => value.toFixed(2);

function figure(value: number, unit: Gate['unit']): string {
  return unit === 'MiB' ? `${Math.round(value)} MiB` : ratio(value);
}

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function machine(): string {
  const [cpu] = cpus();
  const { dependencies } = packageJson;
  return [
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()} ${arch()}`,
    `Node ${process.versions.node} (zlib ${process.versions.zlib}), @azure/storage-blob ${dependencies['@azure/storage-blob']}`,
    new Date().toISOString().slice(0, 10),
  ].join('; ');
}
