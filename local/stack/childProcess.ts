import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface ChildOptions {
  /** For messages: "Azurite", "the Functions host". */
  name: string;
  /** Modules of this folder to load before the script. */
  preload?: readonly string[];
  /** A script and its arguments, run on the Node that runs this process. */
  args: readonly string[];
  /** The whole environment: nothing is inherited. */
  env: Record<string, string>;
  /** The line of standard output that says it is ready; its first group becomes `url`. */
  ready: RegExp;
  readyWithinMs: number;
  onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
}

export interface RunningChild {
  url: string;
  pid: number;
  /** Resolves when the process has ended, with its exit code or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals>;
  /** Asks it to end, forces it after `graceMs`, and resolves when it is gone. */
  stop(graceMs?: number): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

const LINES_KEPT = 20;

/**
 * Starts a Node program and resolves once it says that it is ready; rejects with its last words when it ends or stays
 * silent instead.
 */
export async function startChild(options: ChildOptions): Promise<RunningChild> {
  const preloads = ['./endWithParent.ts', ...(options.preload ?? [])].flatMap((file) => [
    '--import',
    new URL(file, import.meta.url).href,
  ]);
  const child = spawn(process.execPath, [...preloads, ...options.args], {
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C reaches only the parent, which stops its children in the right order.
    detached: true,
  });
  // Writing is never tried; a child that ends early must not raise EPIPE here.
  child.stdin.on('error', () => {});
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 0));
    child.once('error', () => resolve(-1));
  });
  const lastLines: string[] = [];
  const listen = (stream: Readable, name: 'stdout' | 'stderr', seen: (line: string) => void) => {
    createInterface({ input: stream }).on('line', (line) => {
      lastLines.push(line);
      lastLines.splice(0, lastLines.length - LINES_KEPT);
      options.onLine?.(line, name);
      seen(line);
    });
  };

  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(failure(options, `did not say that it is ready within ${options.readyWithinMs} ms`, lastLines));
    }, options.readyWithinMs);
    listen(child.stdout, 'stdout', (line) => {
      const match = options.ready.exec(line);
      if (match) {
        clearTimeout(timer);
        resolve(match[1] ?? line);
      }
    });
    listen(child.stderr, 'stderr', () => {});
    // 'close' and not 'exit': by then its last words have been read.
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      reject(failure(options, `ended with ${code ?? signal}`, lastLines));
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(failure(options, `could not be run: ${error.message}`, lastLines));
    });
  });
  return running(child, url, exited);
}

function running(child: ChildProcess, url: string, exited: Promise<number | NodeJS.Signals>): RunningChild {
  return {
    url,
    pid: child.pid ?? -1,
    exited,
    kill: (signal) => void child.kill(signal),
    stop: async (graceMs = 5_000) => {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(force);
    },
  };
}

function failure(options: ChildOptions, what: string, lastLines: readonly string[]): Error {
  const said = lastLines.length === 0 ? 'It printed nothing.' : `Its last lines:\n  ${lastLines.join('\n  ')}`;
  return new Error(`${options.name} could not be started: it ${what}. ${said}`);
}
