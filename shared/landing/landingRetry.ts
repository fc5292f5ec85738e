import { type RequestPolicyFactory, RestError, type WebResource } from '@azure/storage-blob';
import type { Clock } from '../clock.ts';
import { describeFailure } from '../wire/describeFailure.ts';
import { CALL_PATIENCE, type Patience, retry, type Try } from '../wire/retry.ts';
import { retryAfterMs } from '../wire/retryAfter.ts';

/** Of one try, its body included. Neither Node nor the SDK ever gives up on a connection that died silently. */
export const TRY_TIME_MS = 60_000;

export interface LandingPatience {
  patience?: Patience;
  tryTimeMs?: number;
}

/**
 * Tries a request to the landing account again after 408, 429, 5xx, a broken or silent connection, an answer that
 * cannot be read or a credential that found no token this time. The SDK's own retry leaves out 408, 429, 502 and 504
 * and does not heed `Retry-After`: one such answer at the commit would end a run of hours.
 */
export function landingRetry(clock: Clock, how: LandingPatience = {}): RequestPolicyFactory {
  const { patience = CALL_PATIENCE, tryTimeMs = TRY_TIME_MS } = how;
  return {
    create: (next) => ({
      sendRequest(request: WebResource) {
        const signal = request.abortSignal instanceof AbortSignal ? request.abortSignal : new AbortController().signal;
        let failure: unknown;
        const once = async (): Promise<Try<Awaited<ReturnType<typeof next.sendRequest>>>> => {
          request.abortSignal = AbortSignal.any([signal, AbortSignal.timeout(tryTimeMs)]);
          try {
            return { kind: 'done', value: await next.sendRequest(request) };
          } catch (error) {
            if (signal.aborted || !mayHeal(error)) throw error;
            failure = error;
            const headers = error instanceof RestError ? error.response?.headers : undefined;
            const waitMs = headers && retryAfterMs(headers, clock.now());
            const reason = describeFailure(error);
            return { kind: 'again', reason, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
          }
        };
        return retry({ ...patience, clock }, signal, once, (last) =>
          failure instanceof Error ? failure : new Error(last.reason),
        );
      },
    }),
  };
}

function mayHeal(error: unknown): boolean {
  if (!(error instanceof RestError)) return true;
  const { statusCode } = error;
  // A container that was removed a moment ago cannot be made again for half a minute.
  if ((error.code ?? error.response?.headers.get('x-ms-error-code')) === 'ContainerBeingDeleted') return true;
  // An error with a good status is an answer that is no XML: the page of a gateway.
  return statusCode === undefined || statusCode < 300 || statusCode === 408 || statusCode === 429 || statusCode >= 500;
}
