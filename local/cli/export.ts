/** Command line of `npm run export`: runs one export from its request to the verified landing. */
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { ERROR_CODES } from '../../shared/errors.ts';
import { analysisRows } from './analysisReport.ts';
import { ApiClient, ApiError } from './apiClient.ts';
import { createDisplay, type Display } from './display.ts';
import { type Environment, isReal, openEnvironment } from './environment.ts';
import { bytesText, countText, durationText, table } from './format.ts';
import { type ExportOptions, readOptions, USAGE } from './options.ts';
import { readProofRows } from './proofReport.ts';
import { createQuietWatch } from './quiet.ts';
import { verifyVersion } from './verify.ts';

const POLL_EVERY_MS = 300;
const GOOD_ENDS = new Set(['completed', 'unchanged', 'noData']);

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  let options: ExportOptions;
  try {
    options = readOptions(process.argv.slice(2), !isReal(process.env));
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return 1;
  }
  // With --json standard output belongs to the result alone.
  const display = createDisplay(options.json ? process.stderr : process.stdout, () => performance.now());
  let environment: Environment | undefined;
  try {
    if (options.outDir !== undefined) prepareFolder(options.outDir);
    environment = await openEnvironment(display.say);
    return await runExport(environment, options, display);
  } catch (error) {
    display.end();
    console.error(error instanceof ApiError ? `${error.message}\n${error.hint}` : messageOf(error));
    return 1;
  } finally {
    await environment?.stop();
  }
}

async function runExport(environment: Environment, options: ExportOptions, display: Display): Promise<number> {
  const startedMs = performance.now();
  const api = new ApiClient(environment.hostUrl);
  let body = await api.start(options.request);
  const { id } = body;
  display.say(`Export ${id}`);

  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  const quiet = createQuietWatch(() => performance.now(), environment.logFile);
  while (body.endedAt === null) {
    const hint = quiet(body);
    if (hint !== undefined) display.say(hint);
    display.show(body);
    await sleep(POLL_EVERY_MS, undefined, { signal: interrupted.signal }).catch(() => {});
    if (interrupted.signal.aborted) return await cancel(api, id, display);
    body = await api.get(id);
  }
  // From here on nothing is left to cancel: Ctrl-C just ends this command.
  process.off('SIGINT', interrupt);
  display.show(body);
  display.end();
  return report(body, environment, options, display, performance.now() - startedMs);
}

async function cancel(api: ApiClient, id: string, display: Display): Promise<number> {
  display.end();
  display.say('Cancelling …');
  try {
    let body = await api.cancel(id);
    while (body.endedAt === null) {
      await sleep(POLL_EVERY_MS);
      body = await api.get(id);
    }
    display.say(`${id} is ${body.status}. Nothing half-written is visible.`);
  } catch (error) {
    display.say(messageOf(error));
  }
  return 1;
}

async function report(
  body: ExportBody,
  { container, logFile }: Environment,
  options: ExportOptions,
  display: Display,
  tookMs: number,
): Promise<number> {
  const { status, result, error, warnings, id } = body;
  if (result) {
    const verified = await verifyVersion(container, result.manifest, options.outDir).catch((fault) => {
      throw new Error(`${id} ended ${status}, but reading it back failed: ${messageOf(fault)}`);
    });
    display.say(
      table([
        ['status', status],
        ['version', result.version],
        ['files', countText(result.files)],
        ['lines', countText(result.lines)],
        ['bytes', `${countText(result.bytes)} (${bytesText(result.bytes)})`],
        ['manifest', `${container.containerName}/${result.manifest}`],
        ['verified', `${countText(verified.files)} files read back: bytes, lines and CRC-32 are those of the manifest`],
        ...(options.outDir === undefined ? [] : [['written to', options.outDir] as const]),
        ...(await analysisRows(body, container)),
        ...(await readProofRows(container, result.manifest, invoiceOf(body))),
        ['took', durationText(tookMs)],
      ]),
    );
  } else if (error) {
    display.say(`${id} ended ${status} (${error.code}): ${error.message}`);
    display.say(ERROR_CODES[error.code]);
    if (logFile !== undefined) display.say(`The log of the host is ${logFile}.`);
  } else {
    display.say(status === 'noData' ? `${id}: the service has no data for this request.` : `${id} is ${status}.`);
  }
  for (const warning of warnings) display.say(`Warning ${warning.code}: ${warning.message}`);
  if (options.json) console.log(JSON.stringify(body, null, 2));
  return GOOD_ENDS.has(status) ? 0 : 1;
}

/** Undefined of an open month. */
function invoiceOf({ request }: ExportBody): string | undefined {
  return 'invoiceId' in request ? request.invoiceId : undefined;
}

/** Before anything is exported: an hour later would be late to hear of a folder that cannot be made. */
function prepareFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new Error(`The folder of --out cannot be used: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main();
