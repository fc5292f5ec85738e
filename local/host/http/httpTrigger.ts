import type { Log } from '../log.ts';
import { bindInputs } from '../worker/bindInputs.ts';
import { invoke, messageOf } from '../worker/invocation.ts';
import type { Cookie, HttpData, TypedData } from '../worker/protocol.ts';
import { type Answer, empty, type Request } from './exchange.ts';
import type { RouteMatch } from './routes.ts';
import { throughStream } from './streamProxy.ts';

/** What a function is called with, whichever way the request goes. */
export interface HttpCall {
  match: RouteMatch;
  request: Request;
  clientData: string;
  log: Log;
}

/** Answers a request with a function; what the function throws is a 500 without a body, as on Azure. */
export async function runHttpFunction({ match: { fn, params }, request, clientData, log }: HttpCall): Promise<Answer> {
  try {
    const inputData = bindInputs(fn, { http: toHttpData(request, params) }, clientData);
    const { response } = await invoke({ fn, inputData, log });
    return toAnswer(response.returnValue?.http);
  } catch (error) {
    logThrown(error, fn.metadata.name, log);
    return empty(500);
  }
}

/** The same for an app with HTTP streams. What the function throws then nobody is told, as on Azure: undefined. */
export async function streamHttpFunction(port: number, call: HttpCall): Promise<Answer | undefined> {
  const { match, request, clientData, log } = call;
  const { fn, params } = match;
  const inputData = bindInputs(fn, {}, clientData);
  const triggerMetadata: Record<string, TypedData> = { Headers: { json: JSON.stringify(request.headers) } };
  for (const [name, value] of Object.entries(params)) triggerMetadata[name] = { string: value };
  try {
    return await throughStream(port, request, (invocationId) =>
      invoke({ fn, inputData, triggerMetadata, invocationId, log }),
    );
  } catch (error) {
    logThrown(error, fn.metadata.name, log);
    return undefined;
  }
}

function logThrown(error: unknown, source: string, log: Log): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  log({ level: 'error', source, message });
}

function toHttpData({ method, url, headers, body }: Request, params: Record<string, string>): HttpData {
  const query: Record<string, string> = {};
  for (const key of new Set(url.searchParams.keys())) query[key] = url.searchParams.getAll(key).join(',');
  const data: HttpData = {
    url: url.href,
    method,
    nullableHeaders: nullable(headers),
    nullableQuery: nullable(query),
    nullableParams: nullable(params),
  };
  // Without streams a body counts only when its length is announced: one sent in chunks arrives empty.
  return body.length > 0 && headers['content-length'] ? { ...data, body: { bytes: body } } : data;
}

const nullable = (values: Record<string, string>): Record<string, { value: string }> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value }]));

function toAnswer(http: HttpData | undefined): Answer {
  if (!http) return empty(204);
  const headers: Record<string, string | string[]> = { ...http.headers };
  if (http.cookies && http.cookies.length > 0) headers['set-cookie'] = http.cookies.map(cookieLine);
  const body = bodyOf(http.body);
  return { status: Number(http.statusCode ?? 200), headers, ...(body && { body }) };
}

function bodyOf(body: TypedData | null | undefined): string | Uint8Array | undefined {
  return body?.bytes ?? body?.string ?? body?.json;
}

function cookieLine({ name, value, domain, path, secure, httpOnly, maxAge, expires }: Cookie): string {
  const parts = [`${name}=${value}`];
  if (domain) parts.push(`Domain=${domain.value}`);
  if (path) parts.push(`Path=${path.value}`);
  if (expires) parts.push(`Expires=${new Date(expires.value.seconds * 1000).toUTCString()}`);
  if (maxAge) parts.push(`Max-Age=${maxAge.value}`);
  if (secure?.value) parts.push('Secure');
  if (httpOnly?.value) parts.push('HttpOnly');
  return parts.join('; ');
}
