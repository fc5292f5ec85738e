/**
 * `npm run watch`: the type check, and the tests that need no Azurite, again at each change: those that the files changed since the last commit have to do
 * with. On a terminal Jest's own keys work (`a` all of them, `p` by name, `q` the end).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const TSC = ['node_modules/typescript/bin/tsc', '--watch', '--preserveWatchOutput', '--pretty', 'false'];
/** Jest looks for changes below its roots alone, which otherwise are the tests. */
const ROOTS = ['test', 'functions', 'shared', 'local', 'bench', 'infra'].flatMap((root) => [
  '--roots',
  `<rootDir>/${root}`,
]);
const FILTER = ['--filter', '<rootDir>/test/watch/quickFilter.cjs'];
const JEST = ['node_modules/jest/bin/jest.js', '--watch', ...ROOTS, ...FILTER, '--maxWorkers', '50%'];

/** Lines of the type check have a mark of their own: both programs write to one terminal. */
function types(): ChildProcess {
  const child = spawn(process.execPath, TSC, { stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.trim() !== '') console.log(`types  ${line}`);
  });
  return child;
}

const tests = spawn(process.execPath, [...JEST, ...process.argv.slice(2)], { stdio: 'inherit' });
const children = [types(), tests];
const endAll = () => {
  for (const child of children) child.kill();
};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, endAll);
const [code] = await Promise.race(children.map((child) => once(child, 'exit')));
endAll();
process.exitCode = Number(code ?? 0);
