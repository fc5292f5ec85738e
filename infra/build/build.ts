/** `npm run build`: makes `dist/`, the folder that is deployed, and `dist-maps/`, and prints their sizes. */
import { join } from 'node:path';
import { bundleApp } from './bundleApp.ts';
import { durableBackend } from './hostConfiguration.ts';

const project = join(import.meta.dirname, '..', '..');
const backend = durableBackend(process.env);
const folders = { project, package: join(project, 'dist'), maps: join(project, 'dist-maps') };
const { files, packageBytes } = await bundleApp(folders, backend);

const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
for (const { name, bytes } of files) process.stdout.write(`dist/${name}  ${kib(bytes)}\n`);
process.stdout.write(`package  ${kib(packageBytes)} for the durable backend "${backend}"; source map in dist-maps/\n`);
