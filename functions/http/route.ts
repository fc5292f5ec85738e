import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { ApiProblem, problemResponse } from '../../shared/api/problem.ts';
import { durableInstances, type Instances } from '../../shared/durable/instances.ts';
import { logLine } from '../../shared/log.ts';
import { messageOf } from '../../shared/scrub.ts';
import type { Services } from '../../shared/services.ts';
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

const client = df.input.durableClient();

/** Registers a route under `/api`; faults come back as RFC 9457 problems, all in one place. */
export function route(
  name: string,
  method: Method,
  path: string,
  handle: (call: Call) => Promise<HttpResponseInit>,
): void {
  app.http(name, {
    methods: [method],
    route: path,
    authLevel: 'function',
    extraInputs: [client],
    handler: async (request, context) => {
      try {
        const apiUrl = new URL('/api', request.url).href;
        return await handle({
          request,
          instances: durableInstances(df.getClient(context)),
          services: services(),
          apiUrl,
        });
      } catch (error) {
        return problemResponse(toProblem(error, context));
      }
    },
  });
}

export function json(status: number, body: object, headers: Record<string, string> = {}): HttpResponseInit {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
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
  return new ApiProblem(
    500,
    'InternalError',
    `The call failed; the log has the reason (invocation ${context.invocationId}).`,
  );
}
