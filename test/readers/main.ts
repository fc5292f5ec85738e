/**
 * `npm run test:readers`: the engines that people use read the tables that the whole program has written, and their answers are held against sums made
 * from the raw lines; the validator of FOCUS reads its table. Makes a Python of its own below `.local/`. Exit 1 when an answer differs, 2 when something cannot be tried here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Expected } from './expected.ts';
import { unexplained } from './focusFindings.ts';
import { landTables, type TableToRead } from './land.ts';
import { CannotTry, type Python, preparePython } from './python.ts';

interface Look {
  rows: Record<string, number>;
  sums: Record<string, string>;
}

interface Answer {
  way?: string;
  types: Record<string, string>;
  newest: Look;
  older: Look | null;
  optimized?: Look;
}

interface FocusAnswer {
  rows: number;
  checked: number;
  findings: [rule: string, violations: string, words: string][];
}

const READERS = [
  ['delta-rs', 'delta_rs.py'],
  ['Polars', 'polars_reader.py'],
  ['DuckDB', 'duckdb_reader.py'],
  ['Spark', 'spark_reader.py'],
] as const;

const say = (line: string) => console.log(line);
let differences = 0;
let untried = 0;

function compare(what: string, look: Look, expected: ReadonlyMap<string, Expected>): void {
  const keys = new Set([...expected.keys(), ...Object.keys(look.rows)]);
  for (const key of keys) {
    const { rows, sum } = expected.get(key) ?? { rows: 0, sum: '0.00' };
    const found = `${look.rows[key] ?? 0} rows, ${look.sums[key] ?? '0.00'}`;
    if (found === `${rows} rows, ${sum}`) continue;
    differences++;
    say(`  DIFFERS ${what}, ${key}: ${found} instead of ${rows} rows, ${sum}`);
  }
}

async function read(python: Python, name: string, script: string, table: TableToRead): Promise<void> {
  const { folder, amount, partition, older } = table;
  const what = `${name}, ${folder.split('/').at(-1)}`;
  try {
    const answer = (await python.run(script, [folder, amount, partition, String(older.version)])) as Answer;
    compare(`${what}, newest`, answer.newest, table.expected);
    if (answer.older) compare(`${what}, version ${older.version}`, answer.older, older.expected);
    if (answer.optimized) compare(`${what}, after OPTIMIZE`, answer.optimized, table.expected);
    const type = answer.types[amount] ?? '';
    if (!/38, ?(s=)?(scale=)?20/.test(type.toLowerCase())) {
      differences++;
      say(`  DIFFERS ${what}: ${amount} is ${type}`);
    }
    say(
      `  ${what}${answer.way ? ` (${answer.way})` : ''}: ${table.expected.size} partitions read, ${amount} as ${type}`,
    );
  } catch (error) {
    if (!(error instanceof CannotTry)) throw error;
    untried++;
    say(`  NOT TRIED ${what}: ${error.message}`);
  }
}

/** FOCUS rows of all months that have landed, by the validator of those who wrote the specification. It wants a Python of 3.12. */
async function validateFocus(table: string): Promise<void> {
  try {
    const python = await preparePython('focus-validator', 'requirements-focus.txt', 'python3.12');
    const { rows, checked, findings } = (await python.run('focus_rules.py', [table])) as FocusAnswer;
    const odd = unexplained(findings);
    differences += odd.length;
    for (const [rule, violations, words] of odd)
      say(`  DIFFERS focus-validator, ${rule}: ${violations} times, ${words}`);
    say(`  focus-validator: ${rows} rows of FOCUS 1.2 hold to ${checked} rules; docs/focus.md explains the others`);
  } catch (error) {
    if (!(error instanceof CannotTry)) throw error;
    untried++;
    say(`  NOT TRIED focus-validator: ${error.message}`);
  }
}

const dataDir = mkdtempSync(join(tmpdir(), 'readers-'));
try {
  const python = await preparePython('readers', 'requirements.txt', 'python3');
  const tables = await landTables(dataDir, (line) => say(`  ${line}`));
  for (const [name, script] of READERS) for (const table of tables) await read(python, name, script, table);
  await validateFocus(join(dataDir, 'copy', 'tables', 'focus'));
  say(
    `${differences === 0 ? 'Every answer is right.' : `${differences} answers differ.`}${untried ? ` ${untried} could not be tried here.` : ''}`,
  );
  process.exitCode = differences > 0 ? 1 : untried > 0 ? 2 : 0;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof CannotTry ? 2 : 1;
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
