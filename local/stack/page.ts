import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundleConsole } from '../../infra/build/bundleConsole.ts';

/** Builds the page into a folder, where an app that runs from its sources finds it by `CONSOLE_PAGE_FILE`. */
export async function buildPage(folder: string): Promise<{ CONSOLE_PAGE_FILE: string }> {
  const file = join(resolve(folder), 'console.html');
  await writeFile(file, await bundleConsole(resolve(import.meta.dirname, '..', '..')));
  return { CONSOLE_PAGE_FILE: file };
}
