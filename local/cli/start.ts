/** Command line of `npm start`: the embedded default as a server that stays. */
import { once } from 'node:events';
import { startStack } from '../stack/stack.ts';
import { DATA_DIR } from './environment.ts';
import { announceServer, retractServer } from './running.ts';

const DEFAULT_PORT = 7071;

try {
  const stack = await startStack({
    dataDir: DATA_DIR,
    hostPort: Number(process.env.PORT ?? DEFAULT_PORT),
    onHostLine: (line) => console.log(line),
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
  API       ${hostUrl}/api/exports
  health    ${hostUrl}/api/health
  OpenAPI   ${hostUrl}/api/openapi.json
  landing   ${azurite.landingUrl}/partner-billing (Azurite, by identity)

  Closed invoices land by themselves within a minute. To ask for one:

  curl -s -X POST ${hostUrl}/api/exports -d '{"kind":"billedUsage","invoiceId":"G000000001"}'

  Ctrl-C stops everything; state stays in ${DATA_DIR}/.
`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), stack.host?.exited]);
  retractServer(DATA_DIR);
  await stack.stop();
  console.log('Stopped.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
