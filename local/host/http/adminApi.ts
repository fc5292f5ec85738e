import type { RegisteredFunction } from '../functionsCore.ts';
import { triggerType } from '../worker/bindInputs.ts';
import { type Answer, empty, json, type Request } from './exchange.ts';

export interface AdminPorts {
  functions: ReadonlyMap<string, RegisteredFunction>;
  /** Begins an invocation by hand and does not wait for it. */
  fire(fn: RegisteredFunction, input: string | undefined): void;
}

/** The part of the host's admin API that lists functions and fires one by hand. */
export function answerAdmin(ports: AdminPorts, request: Request, path: readonly string[]): Answer {
  const [collection, name, ...more] = path;
  if (collection !== 'functions' || more.length > 0) return empty(404);
  if (name === undefined)
    return request.method === 'GET' ? json(200, [...ports.functions.values()].map(describe)) : empty(404);
  const fn = ports.functions.get(name);
  if (!fn) return empty(404);
  if (request.method === 'GET') return json(200, describe(fn));
  if (request.method !== 'POST') return empty(404);
  return fire(ports, fn, request);
}

function fire(ports: AdminPorts, fn: RegisteredFunction, { body }: Request): Answer {
  const type = triggerType(fn);
  if (type !== 'timerTrigger' && type !== 'eventGridTrigger') {
    const message = `"${fn.metadata.name}" has a trigger of type ${type}. Only timers and Event Grid triggers can be fired by hand.`;
    return json(400, { Message: message });
  }
  try {
    const given: unknown = body.length > 0 ? JSON.parse(body.toString('utf8')) : {};
    const input = typeof given === 'object' && given !== null && 'input' in given ? given.input : undefined;
    ports.fire(fn, input === undefined || typeof input === 'string' ? input : JSON.stringify(input));
    return empty(202);
  } catch {
    return json(400, { Message: 'The body must be {} or {"input": …}, as JSON.' });
  }
}

function describe({ metadata }: RegisteredFunction): unknown {
  const bindings = Object.entries(metadata.bindings).map(([name, binding]) => ({ name, ...binding }));
  return { name: metadata.name, config: { bindings } };
}
