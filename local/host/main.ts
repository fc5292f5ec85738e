/** Command line: `node local/host/main.ts --port 7071 --data DIR [--app PATH] [--truncate-timers] [--no-strict]` */
import './coreModuleHook.ts';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startHost } from './host.ts';

const defaultApp = resolve(import.meta.dirname, '../../functions/index.ts');

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '7071' },
      data: { type: 'string' },
      app: { type: 'string' },
      'truncate-timers': { type: 'boolean', default: false },
      'no-strict': { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port takes 0 to 65535, not "${values.port}".`);
  if (!values.data) throw new Error('--data DIR is missing: the directory in which the host keeps its state.');
  const appPath = resolve(values.app ?? defaultApp);
  if (!existsSync(appPath)) throw new Error(`There is no app at "${appPath}". Name its entry module with --app.`);
  return {
    appPath,
    dataDir: resolve(values.data),
    port,
    strict: !values['no-strict'],
    truncateTimers: values['truncate-timers'],
  };
}

for (const event of ['uncaughtException', 'unhandledRejection']) {
  // As on Azure the worker does not survive these; what was running is done again at the next start.
  process.on(event, (error: unknown) =>
    fail(`The host ends after an ${event}: ${error instanceof Error ? error.stack : String(error)}`),
  );
}

try {
  const host = await startHost(readOptions());
  process.stdout.write(`listening on ${host.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void host.stop().then(() => process.exit(0)));
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
