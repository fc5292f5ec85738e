import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../../shared/clock.ts';
import { systemClock } from '../../../shared/clock.ts';
import { DEFAULT_LIMITS } from '../../../shared/copy/limits.ts';
import { type Again, CALL_PATIENCE, retry, type Try } from '../../../shared/wire/retry.ts';
import { TimeLimitError, unlessAborted, withTimeLimit } from '../../../shared/wire/timeLimit.ts';

const signal = new AbortController().signal;

/** Time passes only by sleeping. */
function steppedClock(): Clock & { sleepsMs: number[] } {
  let nowMs = 0;
  const sleepsMs: number[] = [];
  return {
    sleepsMs,
    now: () => new Date(nowMs),
    sleep: async (ms) => {
      sleepsMs.push(ms);
      nowMs += ms;
    },
  };
}

function failing(times: number, failure: Omit<Again, 'kind'>): () => Promise<Try<string>> {
  let tries = 0;
  return async () => (++tries > times ? { kind: 'done', value: `try ${tries}` } : { kind: 'again', ...failure });
}

describe('retry', () => {
  const policy = (clock: Clock) => ({
    clock,
    retryWindowMs: 60_000,
    firstRetryDelayMs: 1000,
    longestRetryDelayMs: 8000,
    longestWaitMs: 20_000,
  });
  const giveUp = (last: Again) => new Error(`gave up: ${last.reason}`);

  test('backs off with jitter, up to the longest delay', async () => {
    const clock = steppedClock();
    await expect(retry(policy(clock), signal, failing(6, { reason: 'x' }), giveUp)).resolves.toBe('try 7');
    [1000, 2000, 4000, 8000, 8000, 8000].forEach((delayMs, index) => {
      expect(clock.sleepsMs[index]).toBeGreaterThanOrEqual(delayMs / 2);
      expect(clock.sleepsMs[index]).toBeLessThanOrEqual(delayMs);
    });
  });

  test('gives up within the window, with the last reason', async () => {
    const clock = steppedClock();
    await expect(retry(policy(clock), signal, failing(999, { reason: 'HTTP 503' }), giveUp)).rejects.toThrow(
      'gave up: HTTP 503',
    );
    const spentMs = clock.sleepsMs.reduce((sum, ms) => sum + ms, 0);
    expect(spentMs).toBeGreaterThan(60_000 - 8000);
    expect(spentMs).toBeLessThanOrEqual(60_000);
  });

  test('waits what the service asks for, and hands back at once what is too long for a call', async () => {
    const clock = steppedClock();
    await retry(policy(clock), signal, failing(1, { reason: 'x', retryAfterMs: 20_000 }), giveUp);
    expect(clock.sleepsMs).toEqual([20_000]);
    const tooLong = retry(policy(clock), signal, failing(1, { reason: 'x', retryAfterMs: 20_001 }), giveUp);
    await expect(tooLong).rejects.toMatchObject({
      code: 'ThrottledTooLong',
      message: 'gave up: x',
      retryAfterMs: 20_001,
    });
    expect(clock.sleepsMs).toHaveLength(1);
  });

  test('hands back the last wait that was asked for again and again, once the window is over', async () => {
    const clock = steppedClock();
    const asked = retry(policy(clock), signal, failing(99, { reason: 'x', retryAfterMs: 15_000 }), giveUp);
    await expect(asked).rejects.toMatchObject({ code: 'ThrottledTooLong', retryAfterMs: 15_000 });
    expect(clock.sleepsMs).toEqual([15_000, 15_000, 15_000, 15_000]);
  });

  test('four minutes and a minute are the patience of every call', () => {
    expect(CALL_PATIENCE).toMatchObject({ retryWindowMs: 240_000, longestWaitMs: 60_000 });
    expect(DEFAULT_LIMITS).toMatchObject(CALL_PATIENCE);
  });

  test('Retry-After: 0 does not turn into a busy loop', async () => {
    const clock = steppedClock();
    await retry(policy(clock), signal, failing(1, { reason: 'x', retryAfterMs: 0 }), giveUp);
    expect(clock.sleepsMs[0]).toBeGreaterThanOrEqual(500);
  });
});

describe('unlessAborted', () => {
  test('ends for who gives up, and for nobody else', async () => {
    let resolve: (value: string) => void = () => {};
    const shared = new Promise<string>((yes) => {
      resolve = yes;
    });
    const impatient = new AbortController();
    const waits = [unlessAborted(impatient.signal, shared), unlessAborted(signal, shared)];
    impatient.abort(new Error('cancelled'));
    await expect(waits[0]).rejects.toThrow('cancelled');
    resolve('there');
    await expect(waits[1]).resolves.toBe('there');
    await expect(unlessAborted(impatient.signal, shared)).rejects.toThrow('cancelled');
  });
});

describe('withTimeLimit', () => {
  test('rejects when the time is up, even if the work does not listen, and tells the work', async () => {
    let told: unknown;
    const work = (limited: AbortSignal) =>
      new Promise<never>(() => limited.addEventListener('abort', () => (told = limited.reason)));
    await expect(withTimeLimit(systemClock, 10, signal, work)).rejects.toBeInstanceOf(TimeLimitError);
    expect(told).toBeInstanceOf(TimeLimitError);
  });

  test('rejects with the reason of the outer signal', async () => {
    const outer = new AbortController();
    const limited = withTimeLimit(systemClock, 10_000, outer.signal, () => new Promise(() => undefined));
    outer.abort(new Error('cancelled'));
    await expect(limited).rejects.toThrow('cancelled');
    await expect(withTimeLimit(systemClock, 10_000, outer.signal, async () => 'too late')).rejects.toThrow('cancelled');
  });

  test('leaves results and errors of the work alone', async () => {
    await expect(withTimeLimit(systemClock, 10_000, signal, async () => 'done')).resolves.toBe('done');
    const failed = withTimeLimit(systemClock, 10_000, signal, () => Promise.reject(new Error('own')));
    await expect(failed).rejects.toThrow('own');
  });
});
