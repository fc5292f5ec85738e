import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { newDataDir } from './support/testHost.ts';

const started: ChildProcess[] = [];

/** The real command in a process of its own, under the Node that the project pins. */
function command(...args: string[]) {
  const node = join(process.cwd(), 'node_modules/.bin/node');
  const env = { ...process.env, EXECUTIONS_FILE: executionsFile, JEST_WORKER_ID: undefined };
  const child = spawn(node, ['local/host/main.ts', '--app', 'test/local/host/support/crashingApp.ts', ...args], {
    env,
  });
  started.push(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (output.out += chunk));
  child.stderr.on('data', (chunk) => (output.err += chunk));
  const exited = once(child, 'close').then(([code]): number | null => code);
  const listening = new Promise<string>((resolve, reject) => {
    const look = () => {
      const url = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/m.exec(output.out)?.[1];
      if (url) resolve(url);
    };
    child.stdout.on('data', look);
    child.once('close', () => reject(new Error(`The host ended: ${output.err}`)));
  });
  listening.catch(() => undefined);
  return { child, output, exited, listening };
}

const executionsFile = join(newDataDir(), 'executions');

async function waitFor(url: string, text: string): Promise<string> {
  for (;;) {
    const body = await (await fetch(url)).text();
    if (body.includes(text)) return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  }
});

describe('the command', () => {
  test('serves within two seconds, knows its own address, and ends cleanly', async () => {
    const beganMs = Date.now();
    const host = command('--port', '0', '--data', newDataDir());
    const url = await host.listening;
    expect(Date.now() - beganMs).toBeLessThan(2000 * slowness);
    expect(await (await fetch(`${url}/api/hostname`)).text()).toBe(new URL(url).host);
    host.child.kill('SIGTERM');
    expect(await host.exited).toBe(0);
    expect(host.output.err).toBe('');
  });

  test('continues after kill -9 in the middle of a fan-out', async () => {
    writeFileSync(executionsFile, '');
    const dataDir = newDataDir();
    const first = command('--port', '0', '--data', dataDir);
    const init = { method: 'POST', body: '{"count":100}', headers: { 'content-type': 'application/json' } };
    await fetch(`${await first.listening}/durabletask/orchestrators/fan/f`, init);
    while (readFileSync(executionsFile, 'utf8').split('\n').length < 30)
      await new Promise((resolve) => setTimeout(resolve, 5));
    first.child.kill('SIGKILL');
    await first.exited;

    const second = command('--port', '0', '--data', dataDir);
    const status = JSON.parse(await waitFor(`${await second.listening}/durabletask/instances/f`, '"Completed"'));
    expect(status.output).toBe(4950);
    const executions = readFileSync(executionsFile, 'utf8').trim().split('\n').map(Number);
    expect(new Set(executions).size).toBe(100);
    expect(second.output.err).toMatch(/^\[information\] work: working on \d+$/m);
    expect(second.output.err).toMatch(/^\{"event":"work","n":\d+\}$/m);
  });

  test('refuses a directory that another host holds, and a port that is taken', async () => {
    const dataDir = newDataDir();
    const first = command('--port', '0', '--data', dataDir);
    const { port } = new URL(await first.listening);
    const sameDir = command('--port', '0', '--data', dataDir);
    const samePort = command('--port', port, '--data', newDataDir());
    expect([await sameDir.exited, await samePort.exited]).toEqual([1, 1]);
    expect(sameDir.output.err).toBe(
      `Another host is running on "${dataDir}". Stop it, or choose another directory with --data.\n`,
    );
    expect(samePort.output.err).toBe(
      `Port ${port} is in use. Stop what listens there, or choose another one: --port, or the variable PORT for \`npm start\`.\n`,
    );
  });

  test('ends with the reason when nobody handles a rejection', async () => {
    const host = command('--port', '0', '--data', newDataDir());
    await fetch(`${await host.listening}/api/reject`);
    expect(await host.exited).toBe(1);
    expect(host.output.err).toContain('The host ends after an unhandledRejection: Error: nobody waits for this');
  });

  test.each([
    [['--port', 'x'], '--port takes 0 to 65535, not "x".\n'],
    [['--port', '0'], '--data DIR is missing: the directory in which the host keeps its state.\n'],
  ])('says what is wrong with %j', async (args, message) => {
    const host = command(...args);
    expect(await host.exited).toBe(1);
    expect(host.output.err).toBe(message);
  });
});

/** CI machines share their cores; the figure itself is in docs/local-host.md. */
const slowness = process.env.CI ? 5 : 2;
