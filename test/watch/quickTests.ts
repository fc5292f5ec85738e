import { relative, resolve, sep } from 'node:path';
import { loads } from '../support/moduleGraph.ts';

/** What starts other processes or an embedded host, and takes seconds before the first test. */
const SLOW = ['test/support/azurite.ts', 'local/stack/childProcess.ts', 'local/host/host.ts'].map((file) =>
  resolve(file),
);
const SLOW_FOLDERS = ['test/reliability', 'test/infra/package', 'test/histories'];

/** Is this a test file that needs neither Azurite nor a host? Together they take seconds, where all take minutes. */
export function isQuick(testFile: string): boolean {
  const path = relative(resolve('.'), testFile).split(sep).join('/');
  return !SLOW_FOLDERS.some((folder) => path.startsWith(folder)) && !SLOW.some((file) => loads(testFile, file));
}
