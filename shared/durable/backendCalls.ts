import type { Clock } from '../clock.ts';
import { messageOf } from '../scrub.ts';
import { type Again, CALL_PATIENCE, type Patience, retry, type Try } from '../wire/retry.ts';
import { TimeLimitError, unlessAborted } from '../wire/timeLimit.ts';

/** How long calls to the durable backend may take. */
export interface BackendLimits {
  /** Of one call about one instance; it takes milliseconds. */
  readonly lookMs: number;
  /** Of one query: the library reads it page by page, of a hundred instances each. */
  readonly listMs: number;
  readonly purgeMs: number;
  readonly patience: Patience;
}

export const DEFAULT_BACKEND_LIMITS: BackendLimits = {
  lookMs: 15_000,
  listMs: 100_000,
  purgeMs: 10 * 60_000,
  patience: CALL_PATIENCE,
};

/** For callers of the HTTP API, who would rather be told. */
export const IMPATIENT_BACKEND_LIMITS: BackendLimits = {
  ...DEFAULT_BACKEND_LIMITS,
  patience: { ...CALL_PATIENCE, retryWindowMs: 10_000 },
};

type Call = <T>(call: () => Promise<T>) => Promise<T>;

/** The ways to call the library's client, which by itself tries once and waits for ever. */
export interface BackendCalls {
  /** About one instance, and repeatable: tried again after what passes. */
  readonly look: Call;
  readonly list: Call;
  /** What must not be done twice: once, in time. */
  readonly act: Call;
  readonly purge: Call;
}

export function backendCalls(clock: Clock, limits: BackendLimits): BackendCalls {
  const { lookMs, listMs, purgeMs, patience } = limits;

  function patiently<T>(limitMs: number, call: () => Promise<T>): Promise<T> {
    let failure: unknown;
    const once = async (): Promise<Try<T>> => {
      try {
        return { kind: 'done', value: await inTime(limitMs, call) };
      } catch (error) {
        if (!mayHeal(error)) throw error;
        failure = error;
        return { kind: 'again', reason: messageOf(error) };
      }
    };
    const giveUp = ({ reason }: Again) => (failure instanceof Error ? failure : new Error(reason));
    return retry({ ...patience, clock }, new AbortController().signal, once, giveUp);
  }

  return {
    look: (call) => patiently(lookMs, call),
    list: (call) => patiently(listMs, call),
    act: (call) => inTime(lookMs, call),
    purge: (call) => inTime(purgeMs, call),
  };
}

/** By the wall: it is a real answer that does not come. The call itself cannot be aborted, and is left to itself. */
async function inTime<T>(limitMs: number, call: () => Promise<T>): Promise<T> {
  const timeout = AbortSignal.timeout(limitMs);
  try {
    return await unlessAborted(timeout, call());
  } catch (error) {
    throw timeout.aborted ? new TimeLimitError(limitMs) : error;
  }
}

/** The library says a status in its message alone; a connection that breaks is an error of axios, with a code. */
function mayHeal(error: unknown): boolean {
  if (error instanceof TimeLimitError) return true;
  if (!(error instanceof Error)) return false;
  return 'code' in error || /unexpected status code: (408|429|5\d\d)\b/.test(error.message);
}
