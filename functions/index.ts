/** Everything that is deployed: importing a function registers it. */
import './setup.ts';
import './orchestrators/runExport.ts';
import './orchestrators/runBackfill.ts';
import './orchestrators/analyseExport.ts';
import './http/startExport.ts';
import './http/listExports.ts';
import './http/getExport.ts';
import './http/cancelExport.ts';
import './http/startBackfill.ts';
import './http/getBackfill.ts';
import './http/cancelBackfill.ts';
import './http/health.ts';
import './http/console.ts';
import './http/openapi.ts';
import './timers/discoverInvoices.ts';
import './timers/exportUnbilled.ts';
import './timers/purgeHistory.ts';
