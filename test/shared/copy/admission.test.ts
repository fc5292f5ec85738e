import { describe, expect, test } from '@jest/globals';
import { AdmissionGate, blobsAtOnce } from '../../../shared/copy/admission.ts';
import { bufferBytesPerBlob, DEFAULT_LIMITS } from '../../../shared/copy/limits.ts';

const GIB = 2 ** 30;

describe('blobsAtOnce', () => {
  const perBlob = bufferBytesPerBlob(DEFAULT_LIMITS);
  test.each([
    { instance: 'standard: 2 GiB, 1 core', memoryBytes: 2 * GIB, cores: 1, expected: 8 },
    { instance: 'small: 512 MiB, 1 core', memoryBytes: GIB / 2, cores: 1, expected: 2 },
    { instance: 'large: 4 GiB, 2 cores', memoryBytes: 4 * GIB, cores: 2, expected: 16 },
    { instance: 'much memory, few cores', memoryBytes: 64 * GIB, cores: 2, expected: 16 },
    { instance: 'hardly any memory', memoryBytes: GIB / 16, cores: 4, expected: 1 },
  ])('$instance: $expected', ({ memoryBytes, cores, expected }) => {
    expect(blobsAtOnce(perBlob, memoryBytes, cores)).toBe(expected);
  });

  test('this machine has room for one at least', () => {
    expect(blobsAtOnce(perBlob)).toBeGreaterThanOrEqual(1);
  });
});

describe('AdmissionGate', () => {
  const signal = new AbortController().signal;
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  test('lets in as many as there are places, then in order as they leave, also by an error', async () => {
    const gate = new AdmissionGate(2);
    const entered: number[] = [];
    const leave: ((failed?: boolean) => void)[] = [];
    const runs = [0, 1, 2, 3].map((index) =>
      gate.run(signal, () => {
        entered.push(index);
        return new Promise<void>((resolve, reject) => {
          leave[index] = (failed) => (failed ? reject(new Error('failed')) : resolve());
        });
      }),
    );
    runs[1]?.catch(() => undefined);
    await turn();
    expect(entered).toEqual([0, 1]);
    leave[1]?.(true);
    await turn();
    expect(entered).toEqual([0, 1, 2]);
    leave[0]?.();
    await turn();
    expect(entered).toEqual([0, 1, 2, 3]);
    leave[2]?.();
    leave[3]?.();
    await expect(Promise.allSettled(runs)).resolves.toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected' },
      { status: 'fulfilled' },
      { status: 'fulfilled' },
    ]);
    await expect(gate.run(signal, async () => 'free again')).resolves.toBe('free again');
  });

  test('an abort leaves the line and takes no place', async () => {
    const gate = new AdmissionGate(1);
    let leave = () => {};
    const first = gate.run(signal, () => new Promise<void>((resolve) => (leave = resolve)));
    const cancelled = new AbortController();
    const second = gate.run(cancelled.signal, async () => 'never');
    const third = gate.run(signal, async () => 'third');
    cancelled.abort(new Error('cancelled'));
    await expect(second).rejects.toThrow('cancelled');
    leave();
    await first;
    await expect(third).resolves.toBe('third');
  });

  test('who has given up before takes no place', async () => {
    const gate = new AdmissionGate(1);
    let begun = false;
    const work = async () => {
      begun = true;
    };
    await expect(gate.run(AbortSignal.abort(new Error('cancelled')), work)).rejects.toThrow('cancelled');
    expect(begun).toBe(false);
    await expect(gate.run(signal, async () => 'free')).resolves.toBe('free');
  });

  test('an abort of somebody who is in already pushes nobody out of the line', async () => {
    const gate = new AdmissionGate(1);
    let leave = () => {};
    const held = () => new Promise<void>((resolve) => (leave = resolve));
    const first = gate.run(signal, held);
    const entered = new AbortController();
    const second = gate.run(entered.signal, held);
    const third = gate.run(signal, async () => 'third');
    await turn();
    leave();
    await first;
    await turn();
    entered.abort(new Error('cancelled'));
    leave();
    await second;
    await expect(third).resolves.toBe('third');
  });

  test('who needs many places waits for them, and is not passed by who needs few', async () => {
    const gate = new AdmissionGate(3);
    const order: string[] = [];
    const leave: Record<string, () => void> = {};
    const enter = (name: string, places: number, stop = signal) =>
      gate.run(
        stop,
        () => {
          order.push(name);
          return new Promise<void>((resolve) => {
            leave[name] = resolve;
          });
        },
        places,
      );
    const all = [enter('a', 2), enter('b', 2), enter('c', 1)];
    await turn();
    expect(order).toEqual(['a']);
    leave.a?.();
    await turn();
    expect(order).toEqual(['a', 'b', 'c']);
    const cancelled = new AbortController();
    const large = enter('d', 3, cancelled.signal);
    const small = enter('e', 1);
    leave.c?.();
    await turn();
    expect(order).toHaveLength(3);
    cancelled.abort(new Error('cancelled'));
    await expect(large).rejects.toThrow('cancelled');
    await turn();
    expect(order.at(-1)).toBe('e');
    leave.b?.();
    leave.e?.();
    await Promise.all([...all, small]);
  });

  test('who needs more than there are goes in alone', async () => {
    const gate = new AdmissionGate(2);
    await expect(gate.run(signal, async () => 'alone', 9)).resolves.toBe('alone');
    await expect(gate.run(signal, async () => 'free again', 2)).resolves.toBe('free again');
  });
});
