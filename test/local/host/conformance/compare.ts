import { normalise } from './normalise.ts';
import type { RecordedInstance } from './recorder.ts';
import type { HttpAnswer } from './rig.ts';
import { isObject, type Json, type JsonObject, type TracedInstance } from './trace.ts';

/** Where the host differs from a trace. */
export interface Difference {
  /** `scenario/instance/what` */
  aspect: string;
  /** Where in it, and both values. */
  found: string;
}

export interface FreshInstance extends RecordedInstance {
  status: HttpAnswer;
  /** With `showHistory` and `showHistoryOutput`. */
  history: Json;
}

const orchestratorMarks = new Set<Json | undefined>([12, 13]);

/**
 * Everything of an instance that a trace holds, compared. In a parallel one the order of completions, and so of turns,
 * is chance.
 */
export function compareInstance(
  scenario: string,
  traced: TracedInstance,
  fresh: FreshInstance,
  isParallel: boolean,
): Difference[] {
  const differences: Difference[] = [];
  const check = (what: string, expected: Json, actual: Json) => {
    differences.push(...compareValue(`${scenario}/${traced.instanceId}/${what}`, expected, actual));
  };
  const order = (rows: Json[]): Json[] => (isParallel ? rows.map(normalise).sort(byText) : rows);

  const expectedPayload = traced.triggerPayloads.at(-1);
  const isFirstOnly = traced.triggerPayloads.length === 1 && expectedPayload?.isReplaying === false;
  const actualPayload = isFirstOnly ? fresh.payloads[0] : fresh.payloads.at(-1);
  if (isWhole(expectedPayload) && actualPayload) {
    const rows = (payload: JsonObject) => order(historyRows(payload, isParallel));
    check('payload history', rows(expectedPayload), rows(actualPayload));
    const { history: _e, ...expectedRest } = expectedPayload;
    const { history: _a, ...actualRest } = actualPayload;
    check('payload', expectedRest, actualRest);
  }
  const expectedActions = traced.actionsReturned.at(-1);
  if (expectedActions && !('trimmed' in expectedActions))
    check('actions', expectedActions, fresh.actions.at(-1) ?? null);
  if (!isParallel) check('turns', turnsOf(traced), fresh.payloads.length);
  // A few rows stand for the history of a wide fan-out.
  const isSample = (traced.history?.length ?? 0) < 6 && isParallel && traced.triggerPayloads.length === 1;
  if (traced.history && !isSample)
    check('history', order(traced.history), order(Array.isArray(fresh.history) ? fresh.history : []));

  for (const answer of traced.statusAnswers) {
    check('status code', answer.status, fresh.status.status);
    check('status', answer.body, fresh.status.body);
    for (const [name, value] of Object.entries(answer.headers ?? {})) {
      check(`header ${name}`, value, fresh.status.headers[name] ?? null);
    }
  }
  return differences;
}

/** Compares an answer with a recorded one: status, body and the headers that were recorded. */
export function compareAnswer(aspect: string, expected: Json | undefined, actual: HttpAnswer): Difference[] {
  const right = { status: actual.status, body: actual.body, headers: pick(actual.headers, expected) };
  return compareValue(aspect, expected, right);
}

export function compareValue(aspect: string, expected: Json | undefined, actual: Json): Difference[] {
  const found = firstDifference(normalise(expected ?? null), normalise(actual), '');
  return found === undefined ? [] : [{ aspect, found }];
}

function firstDifference(expected: Json, actual: Json, path: string): string | undefined {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    for (let at = 0; at < Math.max(expected.length, actual.length); at++) {
      const found = firstDifference(expected[at] ?? null, actual[at] ?? null, `${path}[${at}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isObject(expected) && isObject(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const found = firstDifference(expected[key] ?? null, actual[key] ?? null, `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return expected === actual ? undefined : `${path}: expected ${canonical(expected)}, got ${canonical(actual)}`;
}

function pick(headers: JsonObject, expected: Json | undefined): JsonObject {
  const wanted = isObject(expected) && isObject(expected.headers) ? Object.keys(expected.headers) : [];
  return Object.fromEntries(wanted.map((name) => [name, headers[name] ?? null]));
}

function isWhole(payload: JsonObject | undefined): payload is JsonObject {
  return Array.isArray(payload?.history) && !payload.history.some((event) => isObject(event) && 'trimmed' in event);
}

/** Some traces trim the payloads, others count only the invocations of one process. */
const turnsOf = ({ orchestratorInvocations, triggerPayloads }: TracedInstance): number =>
  Math.max(orchestratorInvocations, triggerPayloads.length);

/** What a turn begins and ends with tells only how results were batched. */
function historyRows(payload: JsonObject, isParallel: boolean): Json[] {
  const rows = Array.isArray(payload.history) ? payload.history : [];
  return isParallel ? rows.filter((row) => isObject(row) && !orchestratorMarks.has(row.EventType)) : rows;
}

const byText = (a: Json, b: Json): number => canonical(a).localeCompare(canonical(b));

/** JSON text with sorted keys. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
