import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Something that this machine lacks, in one line. */
export class CannotTry extends Error {}

/** A Python with packages of its own. */
export interface Python {
  /** What a script printed last: one line of JSON. Throws with the end of its standard error when it fails. */
  run(script: string, args: readonly string[]): Promise<unknown>;
}

/** Makes, once, a Python below `.local/` with the packages at the versions that a file of requirements names. */
export async function preparePython(name: string, requirementsFile: string, command: string): Promise<Python> {
  const home = resolve('.local', name);
  const requirements = resolve(import.meta.dirname, requirementsFile);
  const python = join(home, 'bin', 'python');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const stamp = join(home, 'requirements.sha256');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(home, { recursive: true, force: true });
    mkdirSync(resolve('.local'), { recursive: true });
    await must(command, ['-m', 'venv', home], `${command} with venv is not here`);
    const install = ['-m', 'pip', 'install', '-q', '-r', requirements];
    await must(python, install, `the packages of ${requirementsFile} cannot be had`);
    writeFileSync(stamp, wanted);
  }
  return { run: (script, args) => runPython(python, script, args) };
}

async function runPython(python: string, script: string, args: readonly string[]): Promise<unknown> {
  const { code, out, err } = await run(python, [resolve(import.meta.dirname, script), ...args]);
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
