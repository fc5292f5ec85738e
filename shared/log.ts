import type { Clock } from './clock.ts';
import type { RunKey } from './export/run.ts';
import { failureOf, type Step } from './export/stop.ts';
import { messageOf } from './scrub.ts';

/** Where log lines go; Functions' own context has this shape. */
export interface LogSink {
  log(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** Plain values only: a line is one JSON object that a query can read. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

export function logLine(event: string, fields: LogFields): string {
  return JSON.stringify({ event, ...fields });
}

/** Runs a step and writes one line about it: how long it took, how it ended, and the ids that support asks for. */
export async function logStep<Output>(
  sink: LogSink,
  clock: Clock,
  event: string,
  input: { run: RunKey; operationId?: string; blobName?: string },
  step: () => Promise<Step<Output>>,
): Promise<Step<Output>> {
  const startedMs = clock.now().getTime();
  const { run, operationId, blobName } = input;
  const common = { exportId: run.exportId, runId: run.runId, operationId, blobName };
  try {
    const result = await step();
    const durationMs = clock.now().getTime() - startedMs;
    if (result.stop === undefined) {
      sink.log(logLine(event, { ...common, durationMs, outcome: 'ok', ...plainFields(result) }));
    } else {
      const failure = failureOf(result);
      const line = logLine(event, { ...common, durationMs, outcome: result.stop, ...failure });
      if (result.stop === 'failed' || result.stop === 'rejected') sink.error(line);
      else sink.warn(line);
    }
    return result;
  } catch (error) {
    const durationMs = clock.now().getTime() - startedMs;
    const message = messageOf(error, 500);
    sink.error(logLine(event, { ...common, durationMs, outcome: 'threw', message }));
    throw error;
  }
}

/**
 * Does a piece of work and writes a line when it does not go on: one that is asked for every minute says nothing while
 * all is well.
 */
export async function logStops<Output>(
  sink: LogSink,
  event: string,
  work: () => Promise<Step<Output>>,
): Promise<Step<Output>> {
  try {
    const result = await work();
    if (result.stop === undefined) return result;
    const line = logLine(event, { outcome: result.stop, ...('failure' in result ? result.failure : {}) });
    if (result.stop === 'failed' || result.stop === 'rejected') sink.error(line);
    else sink.warn(line);
    return result;
  } catch (error) {
    sink.error(logLine(event, { outcome: 'threw', message: messageOf(error, 500) }));
    throw error;
  }
}

function plainFields(result: object): LogFields {
  return Object.fromEntries(
    Object.entries(result).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
  );
}
