import { randomUUID } from 'node:crypto';
import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpHeaders,
  type HttpMethods,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Clock } from '../clock.ts';
import { CodedError, type ErrorCode } from '../errors.ts';
import { type Stop, stopOf } from '../export/stop.ts';
import { messageOf, shortMessage } from '../scrub.ts';
import type { AccessTokens } from './accessTokens.ts';
import { readJsonBody } from './jsonBody.ts';
import { type Again, CALL_PATIENCE, type Patience, retry, type Try } from './retry.ts';
import { retryAfterMs } from './retryAfter.ts';
import { createServiceGate, type ServiceGate } from './serviceGate.ts';

export interface ServiceAnswer {
  status: number;
  headers: HttpHeaders;
  /** Parsed JSON, or undefined when the body was empty or is no JSON. */
  body: unknown;
  /** What Microsoft's support asks for. */
  clientRequestId: string;
}

export interface ServiceRequest {
  method: Extract<HttpMethods, 'GET' | 'POST'>;
  /** Relative to the client's base URL, without a leading slash. */
  path: string;
  body?: object;
  /**
   * Whether a 2xx is an answer of the service at all; another one counts as a passing fault of a gateway that puts a
   * page of its own in the place of an answer, like a 502. Default: its body is JSON.
   */
  isAnswer?: (answer: ServiceAnswer) => boolean;
  /** Members of the answer whose numbers are wanted as the text that stands there. */
  numbersAsText?: readonly string[];
}

export interface ServiceClient {
  /**
   * Sends a request and answers every status that means something. Throttling, server errors, broken connections and an
   * identity without a token are retried here, with the patience that every call has; a wait that is too long for one
   * call is handed back as `wait`, to this caller and to all who come before it is over. Redirects are not followed,
   * and the token goes to the base URL's origin only.
   */
  send(request: ServiceRequest, signal?: AbortSignal): Promise<{ stop?: undefined; answer: ServiceAnswer } | Stop>;
}

export interface ServiceClientOptions {
  /** For messages: "Microsoft Graph". */
  name: string;
  baseUrl: string;
  tokens: AccessTokens;
  httpClient: HttpClient;
  clock: Clock;
  /** How long a call tries; default: as long as any. */
  patience?: Patience;
  /** Shared by all clients of one service. Default: one of its own. */
  gate?: ServiceGate;
  /** From 0 to 1; spreads the retries of many callers. */
  random?: () => number;
}

const REQUEST_TIMEOUT_MS = 100_000;

export function createServiceClient(options: ServiceClientOptions): ServiceClient {
  const { clock, name } = options;
  const { gate = createServiceGate(clock) } = options;
  const { patience = CALL_PATIENCE } = options;
  const policy = { ...patience, clock, ...(options.random ? { random: options.random } : {}) };

  return {
    async send(request, signal = new AbortController().signal) {
      let refused: ServiceAnswer | undefined;
      let code: Fault['code'] = 'ServiceUnavailable';

      async function once(): Promise<Try<ServiceAnswer>> {
        const closed = gate.closed();
        if (closed) return { kind: 'again', ...closed };
        const result = await ask(options, request, refused !== undefined, signal);
        if ('answer' in result) {
          if (result.answer.status !== 401 || refused) return { kind: 'done', value: result.answer };
          // At once, with a token that is not from the cache.
          refused = result.answer;
          return once();
        }
        // Not every credential can ask past its cache (that of the Azure CLI cannot): then the refusal stands.
        if (result.code === 'TokenUnavailable' && refused) return { kind: 'done', value: refused };
        code = result.code;
        const { retryAfterMs, fault } = result;
        if (code === 'TokenUnavailable') return { kind: 'again', reason: fault };
        const reason = `${name} answered ${fault} to ${request.method} ${request.path}`;
        if (retryAfterMs === undefined) return { kind: 'again', reason };
        gate.close({ retryAfterMs, reason });
        return { kind: 'again', reason, retryAfterMs };
      }

      const giveUp = ({ reason, retryAfterMs }: Again) =>
        new CodedError(
          code,
          retryAfterMs === undefined ? `${reason}, again and again for ${durationWords(patience)}` : reason,
        );
      try {
        return { answer: await retry(policy, signal, once, giveUp) };
      } catch (error) {
        signal.throwIfAborted();
        const stop = stopOf(error);
        if (stop) return stop;
        throw error;
      }
    },
  };
}

/** A try that brought no answer of the service. `code` is what it ends in when it does not pass. */
interface Fault {
  fault: string;
  retryAfterMs?: number;
  code: Extract<ErrorCode, 'AnswerInvalid' | 'TokenUnavailable' | 'ServiceUnavailable'>;
}

/** One request, with its body read. */
async function ask(
  { baseUrl, tokens, httpClient, clock }: ServiceClientOptions,
  request: ServiceRequest,
  freshToken: boolean,
  signal: AbortSignal,
): Promise<{ answer: ServiceAnswer } | Fault> {
  const { isAnswer = hasJson } = request;
  const clientRequestId = randomUUID();
  let response: PipelineResponse;
  let body: unknown;
  try {
    response = await httpClient.sendRequest(
      requestOf(baseUrl, request, await tokens.get({ fresh: freshToken }), clientRequestId, signal),
    );
    const { status, headers } = response;
    body = await readJsonBody(response, request.numbersAsText).catch((error) => {
      // An acceptance whose body breaks off is one all the same: asked again, it would be accepted twice.
      if (isSuccess(status) && isAnswer({ status, headers, body: undefined, clientRequestId })) return undefined;
      throw error;
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CodedError && error.code === 'TokenUnavailable')
      return { fault: error.message, code: error.code };
    return { fault: `no answer (${messageOf(error)})`, code: 'ServiceUnavailable' };
  }
  const { status, headers } = response;
  const answer = { status, headers, body, clientRequestId };
  if (status === 408 || status === 429 || status >= 500) {
    const waitMs = retryAfterMs(headers, clock.now());
    const fault = `${status} ${serviceMessage(body)}`;
    return { fault, code: 'ServiceUnavailable', ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
  }
  if (isSuccess(status) && !isAnswer(answer)) {
    return { fault: `${status} with a body that is not JSON`, code: 'AnswerInvalid' };
  }
  return { answer };
}

function requestOf(
  baseUrl: string,
  { method, path, body }: ServiceRequest,
  token: string,
  clientRequestId: string,
  signal: AbortSignal,
): PipelineRequest {
  const headers = createHttpHeaders({
    accept: 'application/json',
    authorization: `Bearer ${token}`,
    'client-request-id': clientRequestId,
  });
  if (body) headers.set('content-type', 'application/json');
  return createPipelineRequest({
    url: `${baseUrl}/${path}`,
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
    // The time limit covers the body of the answer too, which the pipeline's own does not.
    abortSignal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
  });
}

function durationWords({ retryWindowMs }: Patience): string {
  return retryWindowMs < 60_000 ? `${retryWindowMs / 1000} seconds` : `${retryWindowMs / 60_000} minutes`;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function hasJson({ body }: ServiceAnswer): boolean {
  return body !== undefined;
}

/** The code in an error body, as a text. */
export function serviceCode(body: unknown): string | undefined {
  const error = errorIn(body);
  const code = isRecord(error) ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined;
}

/**
 * The code and words of an error body (`{"error": {"code", "message"}}`, or flat as Partner Center writes it),
 * scrubbed.
 */
export function serviceMessage(body: unknown): string {
  const error = errorIn(body);
  if (!isRecord(error)) return '';
  const parts = [error.code, error.message ?? error.description].filter(
    (part) => typeof part === 'string' || typeof part === 'number',
  );
  return shortMessage(parts.join(': '), 300);
}

function errorIn(body: unknown): unknown {
  return isRecord(body) && isRecord(body.error) ? body.error : body;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
