import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Something that this machine lacks, in one line. */
export class CannotTry extends Error {}

const HOME = resolve('.local', 'readers');
const REQUIREMENTS = resolve(import.meta.dirname, 'requirements.txt');
const PYTHON = join(HOME, 'bin', 'python');

/** A Python of its own below `.local/`, with the readers at the versions that `requirements.txt` names. Made once. */
export async function preparePython(): Promise<void> {
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  const stamp = join(HOME, 'requirements.sha256');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(resolve('.local'), { recursive: true });
  await must('python3', ['-m', 'venv', HOME], 'Python 3 with venv is not here');
  await must(
    PYTHON,
    ['-m', 'pip', 'install', '-q', '-r', REQUIREMENTS],
    'the packages of requirements.txt cannot be had',
  );
  writeFileSync(stamp, wanted);
}

/** What a script printed last: one line of JSON. Throws with the end of its standard error when it fails. */
export async function runPython(script: string, args: readonly string[]): Promise<unknown> {
  const { code, out, err } = await run(PYTHON, [resolve(import.meta.dirname, script), ...args]);
  if (code === 3) throw new CannotTry(lastLine(err));
  if (code !== 0) throw new Error(err.slice(-1500));
  return JSON.parse(lastLine(out));
}

async function must(command: string, args: readonly string[], otherwise: string): Promise<void> {
  const { code, err } = await run(command, args);
  if (code !== 0) throw new CannotTry(`${otherwise}: ${lastLine(err)}`);
}

function run(command: string, args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((settle) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', (error) => settle({ code: 127, out, err: error.message }));
    child.on('close', (code) => settle({ code: code ?? 1, out, err }));
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
