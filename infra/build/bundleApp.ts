import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleConsole } from './bundleConsole.ts';
import { type DurableBackend, hostConfiguration } from './hostConfiguration.ts';

/** What the build made, sizes in bytes. */
export interface BuiltApp {
  packageBytes: number;
  files: { name: string; bytes: number }[];
}

/** Where to read the project and where to write the package and, apart from it, the source map. */
export interface BuildFolders {
  project: string;
  package: string;
  maps: string;
}

/**
 * Builds the deployable package: one bundled file, the host's configuration and the manifest that names the entry point. The source map
 * lies apart: the host would load it at every cold start, and a stack trace is symbolised where the sources are.
 */
export async function bundleApp(folders: BuildFolders, backend: DurableBackend = 'storage'): Promise<BuiltApp> {
  await Promise.all([folders.package, folders.maps].map((folder) => rm(folder, { recursive: true, force: true })));
  await Promise.all([folders.package, folders.maps].map((folder) => mkdir(folder, { recursive: true })));

  const bundle = await build({
    absWorkingDir: folders.project,
    entryPoints: ['functions/index.ts'],
    outfile: join(folders.package, 'index.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    // The Functions worker hands this module to the app; a copy of it in the bundle would register nothing.
    external: ['@azure/functions-core'],
    // Modules written as ES modules ask for their own address, which CommonJS lacks.
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'moduleUrl', 'import.meta.dirname': '__dirname' },
    minifySyntax: true,
    minifyWhitespace: true,
    // Identifiers stay: stack traces in the log keep the names of the functions.
    minifyIdentifiers: false,
    legalComments: 'none',
    sourcemap: 'external',
    write: false,
    logLevel: 'warning',
  });
  for (const { path, contents } of bundle.outputFiles) {
    const name = path.endsWith('.map') ? join(folders.maps, 'index.cjs.map') : path;
    await writeFile(name, contents);
  }

  await writeFile(join(folders.package, 'console.html'), await bundleConsole(folders.project));
  const host = await readFile(join(folders.project, 'host.json'), 'utf8');
  await writeFile(join(folders.package, 'host.json'), hostConfiguration(host, backend));
  const { name, version } = JSON.parse(await readFile(join(folders.project, 'package.json'), 'utf8'));
  const manifest = { name, version, private: true, main: 'index.cjs' };
  await writeFile(join(folders.package, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

  const names = ['index.cjs', 'console.html', 'host.json', 'package.json'];
  const files = await Promise.all(
    names.map(async (file) => ({ name: file, bytes: (await stat(join(folders.package, file))).size })),
  );
  return { files, packageBytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}
