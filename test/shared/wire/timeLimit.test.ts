import { describe, expect, test } from '@jest/globals';
import { TimeLimitError, withTimeLimit } from '../../../shared/wire/timeLimit.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const forEver = () => new Promise<never>(() => {});
const never = new AbortController().signal;

describe('work with a time limit', () => {
  test('answers what it brings, and leaves no timer behind', async () => {
    const clock = createVirtualClock();
    const startMs = clock.now().getTime();
    expect(await withTimeLimit(clock, 1_000, never, async () => 'done')).toBe('done');
    await clock.sleep(5);
    expect(clock.now().getTime() - startMs).toBe(5);
  });

  test('that throws, throws', async () => {
    const error = new Error('broken');
    const work = () => Promise.reject(error);
    await expect(withTimeLimit(createVirtualClock(), 1_000, never, work)).rejects.toBe(error);
  });

  test('is told when the time is up, and rejects even when it does not listen', async () => {
    const clock = createVirtualClock();
    const startMs = clock.now().getTime();
    let told: unknown;
    const working = withTimeLimit(clock, 1_000, never, (signal) => {
      signal.addEventListener('abort', () => {
        told = signal.reason;
      });
      return forEver();
    });
    await expect(working).rejects.toBeInstanceOf(TimeLimitError);
    expect(told).toBeInstanceOf(TimeLimitError);
    expect(told).toMatchObject({ name: 'TimeLimitError', message: expect.stringContaining('1000') });
    expect(clock.now().getTime() - startMs).toBe(1_000);
  });

  test('gives the reason of the stop, whatever error it makes of it', async () => {
    const work = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('AbortError of some library')));
      });
    await expect(withTimeLimit(createVirtualClock(), 1_000, never, work)).rejects.toBeInstanceOf(TimeLimitError);
  });

  test('stops with the reason of the caller', async () => {
    const caller = new AbortController();
    const reason = new Error('cancelled');
    const working = withTimeLimit(createVirtualClock(), 60_000, caller.signal, async (signal) => {
      caller.abort(reason);
      expect(signal.reason).toBe(reason);
      return forEver();
    });
    await expect(working).rejects.toBe(reason);
  });

  test('does not begin for a caller who has given up', async () => {
    const reason = new Error('cancelled');
    let begun = false;
    const work = async () => {
      begun = true;
    };
    await expect(withTimeLimit(createVirtualClock(), 1_000, AbortSignal.abort(reason), work)).rejects.toBe(reason);
    expect(begun).toBe(false);
  });

  test('is not told of a stop after its end', async () => {
    const caller = new AbortController();
    const signals: AbortSignal[] = [];
    await withTimeLimit(createVirtualClock(), 1_000, caller.signal, async (signal) => {
      signals.push(signal);
    });
    caller.abort(new Error('cancelled'));
    expect(signals[0]?.aborted).toBe(false);
  });
});
