import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { DATA_DIRECTORY } from './data.ts';

/** Bundles a row as the app is bundled for deployment, and gives the path of the result. */
export async function bundle(row: string): Promise<string> {
  await mkdir(DATA_DIRECTORY, { recursive: true });
  const outfile = join(DATA_DIRECTORY, `${row}-${process.pid}.cjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'rows', `${row}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
    // The storage SDK's ES modules ask for their own URL, which a CommonJS bundle does not have.
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
  process.once('exit', () => rmSync(outfile, { force: true }));
  return outfile;
}
