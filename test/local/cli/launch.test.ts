import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../../support/temporaryDirectory.ts';

const LAUNCHER = resolve('local/cli/launch.cjs');
const directory = temporaryDirectory();
afterAll(directory.remove);

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

async function launch(nodeOptions: readonly string[], args: readonly string[], cwd = directory.path): Promise<Ended> {
  const { execPath } = process;
  return promisify(execFile)(execPath, [...nodeOptions, LAUNCHER, ...args], { cwd }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

test.each([
  ['strips no types', 'Object.defineProperty(process.features, "typescript", { value: false });'],
  ['cannot be told of an authority', 'delete require("node:tls").setDefaultCACertificates;'],
])('a Node that %s ends in one sentence with the remedy', async (_what, wound) => {
  const preload = join(directory.path, 'old.cjs');
  writeFileSync(preload, wound);
  const { code, stdout, stderr } = await launch(['--require', preload], ['whatever.ts']);
  expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 });
  expect(stderr).toContain('npm rebuild node --ignore-scripts=false');
});

test('a program gets its arguments, from a folder of any name', async () => {
  const folder = join(directory.path, 'Möller & Söhne #1 100%25');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'program.ts'),
    'const all: string[] = process.argv.slice(2);\nconsole.log(JSON.stringify(all));\n',
  );
  const { code, stdout } = await launch([], ['program.ts', '--out', 'a b'], folder);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '["--out","a b"]\n' });
});

test('without a program it only looks at Node', async () => {
  expect(await launch([], [])).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('what a program throws ends it', async () => {
  writeFileSync(join(directory.path, 'bad.ts'), 'throw new Error("of the program");\n');
  const { code, stderr } = await launch([], ['bad.ts']);
  expect(code).toBe(1);
  expect(stderr).toContain('of the program');
});
