/** Command line of `npm run host`: only the local Functions host; everything else comes from the environment. */
import { mkdirSync } from 'node:fs';
import { buildPage } from '../stack/page.ts';
import { DATA_DIR, readEnvironment } from './environment.ts';

const USAGE = `npm run host -- --data DIR [--port 7071]
  --data DIR   where the host keeps its state; started again on it, it goes on where it was
  --port PORT  7071 (default), or 0 for any

The settings of the program are read from the environment (README.md has the table). Timers fire as on Azure.`;

try {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
  } else {
    readEnvironment();
    mkdirSync(DATA_DIR, { recursive: true });
    Object.assign(process.env, await buildPage(DATA_DIR));
    await import('../host/main.ts');
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
