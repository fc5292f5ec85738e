/** `npm run build`: makes `dist/`, the folder that is deployed, and `dist-maps/`, and prints their sizes. */
import { join } from 'node:path';
import { bundleApp } from './bundleApp.ts';

const project = join(import.meta.dirname, '..', '..');
const { files, packageBytes } = await bundleApp({
  project,
  package: join(project, 'dist'),
  maps: join(project, 'dist-maps'),
});

const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
for (const { name, bytes } of files) process.stdout.write(`dist/${name}  ${kib(bytes)}\n`);
process.stdout.write(`package  ${kib(packageBytes)}, source map in dist-maps/\n`);
