import { describe, expect, test } from '@jest/globals';
import { remember } from '../../shared/remember.ts';
import { createVirtualClock } from '../support/virtualClock.ts';

function bed(options: Partial<Parameters<typeof remember<number>>[0]> = {}) {
  const clock = createVirtualClock();
  const kept = remember<number>({ clock, most: 3, ...options });
  let made = 0;
  const make = async () => ++made;
  return { clock, kept, make, made: () => made };
}

/** A value that comes, or fails, when the test says so. */
function later() {
  let resolve: (value: number) => void = () => {};
  let reject: (reason: Error) => void = () => {};
  const value = new Promise<number>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { make: () => value, resolve, reject };
}

describe('a value', () => {
  test('is made once, for those who ask while it is made and those who ask later', async () => {
    const { kept, make, made } = bed();
    expect(await Promise.all([kept.get('a', make), kept.get('a', make)])).toEqual([1, 1]);
    expect(await kept.get('a', make)).toBe(1);
    expect(made()).toBe(1);
  });

  test('is good for its time from when it is there, however long it was under way', async () => {
    const { clock, kept, make } = bed({ lifetimeMs: () => 1_000 });
    const slow = later();
    void kept.get('a', slow.make);
    clock.pass(60_000);
    const joined = kept.get('a', make);
    slow.resolve(7);
    expect(await joined).toBe(7);
    clock.pass(999);
    expect(await kept.get('a', make)).toBe(7);
    clock.pass(1);
    expect(kept.peek('a')).toBeUndefined();
    expect(await kept.get('a', make)).toBe(1);
  });

  test('says by itself how long it is good', async () => {
    const { clock, kept, make } = bed({ lifetimeMs: (value) => value * 1_000 });
    await kept.get('a', async () => 5);
    clock.pass(4_999);
    expect(await kept.get('a', make)).toBe(5);
    clock.pass(1);
    expect(await kept.get('a', make)).toBe(1);
  });

  test('that was costly may be kept for longer', async () => {
    const costs: number[] = [];
    const { kept } = bed({
      lifetimeMs: (_, costMs) => {
        costs.push(costMs);
        return 1;
      },
    });
    await kept.get('a', () => new Promise((resolve) => setTimeout(() => resolve(1), 20)));
    expect(costs[0]).toBeGreaterThan(10);
  });

  test('leaves when its time is over, though nobody asks for it', async () => {
    const { clock, kept, make } = bed({ lifetimeMs: () => 1_000 });
    await kept.get('a', make);
    clock.pass(1_000);
    await kept.get('b', make);
    expect(kept.peek('a')).toBeUndefined();
  });
});

describe('a failure', () => {
  test('is that of all who wait for it, and forgotten', async () => {
    const { kept, make } = bed();
    const away = async () => Promise.reject(new Error('away'));
    const asked = [kept.get('a', away), kept.get('a', make)];
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await kept.get('a', make)).toBe(1);
  });

  test('takes only its own entry with it', async () => {
    const { kept, make } = bed();
    const slow = later();
    const failing = kept.get('a', slow.make);
    expect(await kept.renew('a', make)).toBe(1);
    slow.reject(new Error('away'));
    await expect(failing).rejects.toThrow('away');
    expect(await kept.get('a', make)).toBe(1);
  });
});

describe('a renewal', () => {
  test('is one for all who hold the same stale value', async () => {
    const { kept, make } = bed();
    const stale = kept.get('a', make);
    expect(await Promise.all([kept.renew('a', make, stale), kept.renew('a', make, stale)])).toEqual([2, 2]);
    expect(await kept.get('a', make)).toBe(2);
  });

  test('without a stale value is always made', async () => {
    const { kept, make } = bed();
    await kept.get('a', make);
    expect(await kept.renew('a', make)).toBe(2);
    expect(await kept.renew('a', make)).toBe(3);
  });
});

describe('what is too much', () => {
  test('is forgotten, the oldest first', async () => {
    const { kept, make } = bed({ most: 2 });
    for (const key of ['a', 'b', 'c']) await kept.get(key, make);
    expect(['a', 'b', 'c'].map((key) => kept.peek(key) !== undefined)).toEqual([false, true, true]);
  });

  test('is weighed, once it is there', async () => {
    const { kept } = bed({ most: 10, weight: { of: (value) => value, most: 10 } });
    for (const [key, value] of Object.entries({ a: 6, b: 4, c: 5 })) await kept.get(key, async () => value);
    expect(['a', 'b', 'c'].map((key) => kept.peek(key) !== undefined)).toEqual([false, true, true]);
  });

  test('is what somebody says', async () => {
    const { kept, make } = bed();
    for (const key of ['a', 'b', 'c']) await kept.get(key, make);
    kept.forget('a');
    expect(kept.peek('a')).toBeUndefined();
    expect(await kept.peek('b')).toBe(2);
    kept.forgetAll();
    expect(kept.peek('b')).toBeUndefined();
  });
});
