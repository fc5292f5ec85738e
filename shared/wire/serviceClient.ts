import { randomUUID } from 'node:crypto';
import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpHeaders,
  type HttpMethods,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Clock } from '../clock.ts';
import { CodedError, type ErrorCode } from '../errors.ts';
import { failed, type Stop } from '../export/stop.ts';
import { messageOf, shortMessage } from '../scrub.ts';
import type { AccessTokens } from './accessTokens.ts';
import { readJsonBody } from './jsonBody.ts';
import { retryAfterMs } from './retryAfter.ts';

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
   * Whether a 2xx is an answer of the service at all; another one counts as a passing fault of a gateway that puts a page of its own in the place of an
   * answer, like a 502. Default: its body is JSON.
   */
  isAnswer?: (answer: ServiceAnswer) => boolean;
}

export interface ServiceClient {
  /**
   * Sends a request and answers every status that means something. Throttling, server errors, broken connections and an identity without a token are retried here: a
   * `Retry-After` of up to a minute is waited out, a longer one is handed back as `wait`; without one, backoff with jitter for about four
   * minutes. Redirects are not followed, and the token goes to the base URL's origin only.
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
  /** From 0 to 1; spreads the retries of many callers. */
  random?: () => number;
}

const REQUEST_TIMEOUT_MS = 100_000;
const CALL_BUDGET_MS = 240_000;
const LONGEST_SLEEP_MS = 60_000;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 30_000;

export function createServiceClient(options: ServiceClientOptions): ServiceClient {
  const { name, baseUrl, tokens, httpClient, clock, random = Math.random } = options;

  async function once(request: ServiceRequest, freshToken: boolean, signal?: AbortSignal): Promise<Attempt> {
    const { isAnswer = hasJson } = request;
    const clientRequestId = randomUUID();
    const headers = createHttpHeaders({
      accept: 'application/json',
      authorization: `Bearer ${await tokens.get({ fresh: freshToken })}`,
      'client-request-id': clientRequestId,
    });
    if (request.body) headers.set('content-type', 'application/json');
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    let response: PipelineResponse;
    let body: unknown;
    try {
      response = await httpClient.sendRequest(
        createPipelineRequest({
          url: `${baseUrl}/${request.path}`,
          method: request.method,
          headers,
          ...(request.body ? { body: JSON.stringify(request.body) } : {}),
          // The time limit covers the body too, which the pipeline's own does not.
          abortSignal: signal ? AbortSignal.any([signal, timeout]) : timeout,
          streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
        }),
      );
      const { status, headers: found } = response;
      body = await readJsonBody(response).catch((error) => {
        // An acceptance whose body breaks off is one all the same: asked again, it would be accepted twice.
        if (isSuccess(status) && isAnswer({ status, headers: found, body: undefined, clientRequestId }))
          return undefined;
        throw error;
      });
    } catch (error) {
      signal?.throwIfAborted();
      return { fault: `no answer (${messageOf(error)})` };
    }
    const { status } = response;
    const answer = { status, headers: response.headers, body, clientRequestId };
    if (status === 408 || status === 429 || status >= 500) {
      const waitMs = retryAfterMs(response.headers, clock.now()) ?? 0;
      // A service that asks for no wait at all must not be hammered: the backoff stands in.
      return {
        fault: `${status} ${serviceMessage(body)}`,
        ...(waitMs < FIRST_BACKOFF_MS ? {} : { retryAfterMs: waitMs }),
      };
    }
    if (isSuccess(status) && !isAnswer(answer)) {
      return { fault: `${status} with a body that is not JSON`, code: 'AnswerInvalid' };
    }
    return { answer };
  }

  return {
    async send(request, signal) {
      let firstFaultMs: number | undefined;
      let refused: ServiceAnswer | undefined;
      for (let attempt = 0; ; attempt++) {
        const result: Attempt = await once(request, refused !== undefined, signal).catch((error) => {
          if (!(error instanceof CodedError) || error.code !== 'TokenUnavailable') throw error;
          // Not every credential can ask past its cache (that of the Azure CLI cannot): then the refusal stands.
          if (refused) return { answer: refused };
          return { fault: error.message, code: error.code };
        });
        if ('answer' in result) {
          if (result.answer.status !== 401 || refused) return { answer: result.answer };
          refused = result.answer;
          continue;
        }
        const { code = 'ServiceUnavailable' } = result;
        const what =
          code === 'TokenUnavailable'
            ? result.fault
            : `${name} answered ${result.fault} to ${request.method} ${request.path}`;
        // From the first fault on: a machine that slept through the first try has tried nothing again yet.
        firstFaultMs ??= clock.now().getTime();
        const spentMs = clock.now().getTime() - firstFaultMs;
        if (result.retryAfterMs !== undefined) {
          if (result.retryAfterMs > LONGEST_SLEEP_MS || spentMs + result.retryAfterMs > CALL_BUDGET_MS) {
            return {
              stop: 'wait',
              retryAfterMs: result.retryAfterMs,
              failure: { code: 'ThrottledTooLong', message: what },
            };
          }
          await clock.sleep(result.retryAfterMs, signal);
          continue;
        }
        if (spentMs > CALL_BUDGET_MS) {
          return failed(code, `${what}, again and again for 4 minutes`);
        }
        const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** attempt, LONGEST_BACKOFF_MS);
        await clock.sleep(backoffMs * (0.5 + random() / 2), signal);
      }
    },
  };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function hasJson({ body }: ServiceAnswer): boolean {
  return body !== undefined;
}

type Attempt =
  | { answer: ServiceAnswer }
  | {
      fault: string;
      retryAfterMs?: number;
      /** What it ends in when it does not pass; `ServiceUnavailable` when none is given. */
      code?: Extract<ErrorCode, 'AnswerInvalid' | 'TokenUnavailable'>;
    };

/** The code and words of an error body (`{"error": {"code", "message"}}`, or flat as Partner Center writes it), scrubbed. */
export function serviceMessage(body: unknown): string {
  const error = isRecord(body) && isRecord(body.error) ? body.error : body;
  if (!isRecord(error)) return '';
  const parts = [error.code, error.message ?? error.description].filter(
    (part) => typeof part === 'string' || typeof part === 'number',
  );
  return shortMessage(parts.join(': '), 300);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
