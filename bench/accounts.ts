import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DATA_DIRECTORY } from './data.ts';

export interface Account {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Starts the discarding account in its own process, see `nullServer.ts` for the options. */
export async function startNullServer(env: Readonly<Record<string, string>> = {}): Promise<Account> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'nullServer.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, DATA: DATA_DIRECTORY, ...env },
  });
  const origin = await firstLine(child);
  return {
    origin,
    async stop() {
      const exited = once(child, 'exit');
      child.stdin?.end();
      await exited;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout) for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`The null server ended before it served (exit code ${child.exitCode}).`);
}
