/** Command line of `npm start`: the embedded default as a server that stays. */
import { once } from 'node:events';
import { setInterval as every } from 'node:timers/promises';
import { startStack } from '../stack/stack.ts';
import { DATA_DIR } from './environment.ts';
import { announceServer, findServer, retractServer } from './running.ts';

const DEFAULT_PORT = 7071;
const LOOK_AT_PARENT_EVERY_MS = 1_000;

function portOf(text = String(DEFAULT_PORT)): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`The variable PORT is "${text}"; expected a port from 0 to 65535.`);
  }
  return port;
}

/**
 * npm ends without passing a SIGTERM on to what its shell runs: this server would stay behind, with nobody to stop it.
 */
async function npmGone(): Promise<'npm'> {
  const parent = process.ppid;
  for await (const _ of every(LOOK_AT_PARENT_EVERY_MS, undefined, { ref: false })) {
    if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) break;
  }
  return 'npm';
}

try {
  const hostPort = portOf(process.env.PORT);
  const other = await findServer(DATA_DIR);
  if (other) throw new Error(`It is running here already, as process ${other.pid}: ${other.hostUrl}/api/exports`);
  const stack = await startStack({
    dataDir: DATA_DIR,
    hostPort,
    page: true,
    onHostLine: (line) => console.log(line),
    onTrouble: (line) => console.error(line),
    onEvent: (event) => console.log(`event ${event.type} ${event.subject} (id ${event.id})`),
    // A new installation finds its closed invoices within a minute instead of at half past five.
    settings: { INVOICE_SCHEDULE: '*/30 * * * * *', INVOICE_LOOKBACK_DAYS: '40' },
  });
  const hostUrl = stack.host?.url ?? '';
  const { azurite, catalog, certificates } = stack;
  announceServer(DATA_DIR, {
    pid: process.pid,
    hostUrl,
    landingUrl: azurite.landingUrl,
    tenantId: catalog.tenantId,
    ca: certificates.ca,
  });
  console.log(`
  page      ${hostUrl}/api/console

  API       ${hostUrl}/api/exports
  health    ${hostUrl}/api/health
  OpenAPI   ${hostUrl}/api/openapi.json
  landing   ${azurite.landingUrl}/partner-billing (Azurite, by identity)
  tables    ${azurite.landingUrl}/partner-billing/tables/billed_usage and beside it (Delta Lake, docs/consume.md)
  DuckDB    SELECT * FROM delta_scan('az://partner-billing/tables/billed_usage');

  Closed invoices land by themselves within a minute. To ask for one:

  curl -s -X POST ${hostUrl}/api/exports -d '{"kind":"billedUsage","invoiceId":"G000000001"}'

  Ctrl-C stops everything; state stays in ${DATA_DIR}/.
`);
  const crashed = await Promise.race([
    Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), npmGone()]).then(() => undefined),
    stack.host?.exited,
  ]);
  retractServer(DATA_DIR);
  await stack.stop();
  if (crashed === undefined) {
    console.log('Stopped.');
  } else {
    console.error(`The Functions host has ended by itself (${crashed}). \`npm start\` goes on where it was.`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
