import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { checkCaller, type DoorCall } from '../../shared/api/consoleDoor.ts';
import { ApiProblem, problemResponse } from '../../shared/api/problem.ts';
import { IMPATIENT_BACKEND_LIMITS } from '../../shared/durable/backendCalls.ts';
import type { Instances } from '../../shared/durable/instances.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import { logLine } from '../../shared/log.ts';
import { messageOf, shortMessage } from '../../shared/scrub.ts';
import type { Services } from '../../shared/services.ts';
import { durableClient, instancesOf } from '../instances.ts';
import { SettingsInvalid, services } from '../services.ts';

/** What a route gets. */
export interface Call {
  request: HttpRequest;
  instances: Instances;
  services: Services;
  /** `https://…/api`, without any query: what links in answers begin with. */
  apiUrl: string;
}

type Method = 'GET' | 'POST';

type Handler = (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>;

/** Registers a route under `/api`; faults come back as RFC 9457 problems, all in one place. */
export function route(
  name: string,
  method: Method,
  path: string,
  handle: (call: Call) => Promise<HttpResponseInit>,
): void {
  plainRoute(name, method, path, async (request, context) => {
    const apiUrl = new URL('/api', request.url).href;
    const made = services();
    const instances = instancesOf(context, made.clock, IMPATIENT_BACKEND_LIMITS);
    return handle({ request, instances, services: made, apiUrl });
  });
}

/**
 * Registers a handler that needs no services. Each route has two doors: one for function keys, and one below `console/` for the page, which takes
 * the platform's sign-in instead.
 */
export function plainRoute(name: string, method: Method, path: string, handle: Handler): void {
  const methods = [method];
  const extraInputs = [durableClient];
  app.http(name, { methods, route: path, authLevel: 'function', extraInputs, handler: answered(handle) });
  app.http(`console_${name}`, {
    methods,
    route: `console/${path}`,
    authLevel: 'anonymous',
    extraInputs,
    handler: answered((request, context) => {
      checkCaller(doorCall(request), process.env);
      return handle(request, context);
    }),
  });
}

/** Whatever a handler throws is answered here: with HTTP streams nobody else does, and the caller would wait in vain. */
export function answered(handle: Handler): Handler {
  return async (request, context) => {
    try {
      return await handle(request, context);
    } catch (error) {
      return problemResponse(toProblem(error, context));
    }
  };
}

export function doorCall({ method, url, headers }: HttpRequest): DoorCall {
  return { method, url: new URL(url), header: (name) => headers.get(name) };
}

export function json(status: number, body: object, headers: Record<string, string> = {}): HttpResponseInit {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** The query of a request; what is given more than once is a list, separated by commas. */
export function queryOf({ query }: HttpRequest): Record<string, string> {
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name).join(',')]));
}

/** The JSON of a request's body. */
export async function readJson(request: HttpRequest): Promise<unknown> {
  try {
    return JSON.parse(await request.text());
  } catch {
    throw new ApiProblem(400, 'InvalidRequest', 'The body is no JSON; expected a JSON object.', {
      errors: [{ path: '', message: 'expected a JSON object' }],
    });
  }
}

const LANDING_CODES: ReadonlySet<ErrorCode> = new Set(['LandingUnavailable', 'LandingForbidden']);

function toProblem(error: unknown, context: InvocationContext): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof SettingsInvalid) {
    return new ApiProblem(
      503,
      'SettingsInvalid',
      'The settings of the app are not usable; `errors` lists every fault.',
      {
        errors: error.faults.map(({ name, message }) => ({ path: name, message })),
      },
    );
  }
  context.error(logLine('apiError', { message: messageOf(error, 500) }));
  // What the caller asked for lies in the landing: they are told what is the matter with it.
  if (error instanceof CodedError && LANDING_CODES.has(error.code)) {
    return new ApiProblem(503, error.code, shortMessage(error.message));
  }
  return new ApiProblem(
    500,
    'InternalError',
    `The call failed; the log has the reason (invocation ${context.invocationId}).`,
  );
}
