/** Everything that is deployed: importing a function registers it. */
import './orchestrators/runExport.ts';
import './http/startExport.ts';
import './http/listExports.ts';
import './http/getExport.ts';
import './http/cancelExport.ts';
import './http/health.ts';
import './http/openapi.ts';
