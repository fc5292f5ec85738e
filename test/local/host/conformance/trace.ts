import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** One recorded instance. Payloads and actions of long runs may be trimmed to counts. */
export interface TracedInstance {
  instanceId: string;
  orchestratorInvocations: number;
  triggerPayloads: JsonObject[];
  actionsReturned: JsonObject[];
  history?: JsonObject[];
  statusAnswers: { request: string; status: number; headers?: JsonObject; body: JsonObject }[];
}

export interface Trace {
  scenario: string;
  observations: { [key: string]: Json };
  instances: TracedInstance[];
}

export function readTrace(scenario: string): Trace {
  return JSON.parse(readFileSync(join(process.cwd(), 'test/golden', `${scenario}.json`), 'utf8'));
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The event ExecutionStarted of the first payload, which says what was started. */
export function startOf(instance: TracedInstance): JsonObject | undefined {
  const history = instance.triggerPayloads[0]?.history;
  if (!Array.isArray(history)) return undefined;
  return history.filter(isObject).find((event) => event.EventType === 0);
}
