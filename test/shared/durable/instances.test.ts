import { describe, expect, test } from '@jest/globals';
import type { DurableClient } from 'durable-functions';
import {
  type BackendLimits,
  DEFAULT_BACKEND_LIMITS,
  IMPATIENT_BACKEND_LIMITS,
} from '../../../shared/durable/backendCalls.ts';
import { durableInstances, isActive } from '../../../shared/durable/instances.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const RUNNING = {
  name: 'runExport',
  instanceId: 'e',
  createdTime: '2026-11-08T06:00:00Z',
  lastUpdatedTime: '2026-11-08T06:01:00Z',
  input: { exportId: 'e' },
  output: null,
  customStatus: null,
  runtimeStatus: 'Running',
};
const UNKNOWN = new Error(
  "DurableClient error: Durable Functions extension replied with HTTP 404 response. The reason phrase is ''.",
);

/** The few calls of the library's client that this program makes, noted down. */
function clientOf(
  calls: Partial<Record<keyof DurableClient, (...args: never[]) => unknown>>,
  limits: BackendLimits = DEFAULT_BACKEND_LIMITS,
) {
  const made: unknown[][] = [];
  const client = new Proxy({} as DurableClient, {
    get:
      (_, name: keyof DurableClient) =>
      async (...args: never[]) => {
        made.push([name, ...args]);
        const call = calls[name];
        if (!call) throw new Error(`${name} was not expected`);
        return call(...args);
      },
  });
  const clock = createVirtualClock();
  return { instances: durableInstances({ client, query: async () => [] }, clock, limits), made, clock };
}

const fails = (error: Error) => () => {
  throw error;
};

describe('an instance', () => {
  test('comes with its input, and times are times even where the library leaves them texts', async () => {
    const { instances, made } = clientOf({ getStatus: () => RUNNING });
    expect(await instances.find('e')).toEqual({
      id: 'e',
      orchestrator: 'runExport',
      runtimeStatus: 'Running',
      createdAt: new Date('2026-11-08T06:00:00Z'),
      updatedAt: new Date('2026-11-08T06:01:00Z'),
      input: { exportId: 'e' },
      output: undefined,
      customStatus: undefined,
    });
    expect(made[0]).toMatchObject(['getStatus', 'e', { showInput: true }]);
  });

  test('that the backend does not know is undefined; any other fault is one', async () => {
    expect(await clientOf({ getStatus: fails(UNKNOWN) }).instances.find('e')).toBeUndefined();
    const broken = clientOf({ getStatus: fails(new Error('HTTP 500 response for billed-usage-G404-full')) });
    await expect(broken.instances.find('e')).rejects.toThrow('500');
  });
});

const status = (code: number) => new Error(`The operation failed with an unexpected status code: ${code}. Details: ""`);
const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
const never = () => new Promise<never>(() => {});

/** Answers one after the other, the last one again and again; an error is thrown. */
function inOrder(...answers: unknown[]) {
  let at = 0;
  return () => {
    const answer = answers[Math.min(at++, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return answer;
  };
}

describe('a backend that is away for a moment', () => {
  test.each([
    ['500', status(500)],
    ['503', status(503)],
    ['429', status(429)],
    ['a broken connection', reset()],
  ])('is asked again for an instance and for lists: %s', async (_, fault) => {
    const one = clientOf({ getStatus: inOrder(fault, fault, RUNNING) });
    expect(await one.instances.find('e')).toMatchObject({ id: 'e' });
    expect(one.made).toHaveLength(3);
    const many = clientOf({ getStatusBy: inOrder(fault, [RUNNING]) });
    expect(await many.instances.active()).toHaveLength(1);
    expect(await many.instances.list()).toHaveLength(1);
  });

  test('for longer than four minutes is the fault that it says', async () => {
    const { instances, clock } = clientOf({ getStatus: fails(status(500)) });
    const startMs = clock.now().getTime();
    await expect(instances.find('e')).rejects.toThrow('unexpected status code: 500');
    const tookMs = clock.now().getTime() - startMs;
    expect(tookMs).toBeGreaterThan(180_000);
    expect(tookMs).toBeLessThanOrEqual(240_000);
  });

  test('is told of once by the API, which has callers who wait', async () => {
    const { instances, clock } = clientOf({ getStatus: fails(status(500)) }, IMPATIENT_BACKEND_LIMITS);
    const startMs = clock.now().getTime();
    await expect(instances.find('e')).rejects.toThrow('500');
    expect(clock.now().getTime() - startMs).toBeLessThanOrEqual(10_000);
  });

  test('that refuses is not asked again', async () => {
    const { instances, made } = clientOf({ getStatus: fails(status(400)) });
    await expect(instances.find('e')).rejects.toThrow('400');
    expect(made).toHaveLength(1);
  });
});

describe('a backend that never answers', () => {
  const hurried = { ...DEFAULT_BACKEND_LIMITS, lookMs: 20, listMs: 20, purgeMs: 20 };

  test('is asked again for an instance', async () => {
    const { instances, made } = clientOf({ getStatus: inOrder(never(), RUNNING) }, hurried);
    expect(await instances.find('e')).toMatchObject({ id: 'e' });
    expect(made).toHaveLength(2);
  });

  test('holds no purge, and no start, which is not repeated', async () => {
    const { instances, made } = clientOf(
      { startNew: never, purgeInstanceHistoryBy: never, getStatus: fails(UNKNOWN) },
      hurried,
    );
    await expect(instances.purgeEnded(new Date())).rejects.toThrow('not finished after 20 ms');
    await expect(instances.start('o', 'e', {})).rejects.toThrow('not finished after 20 ms');
    expect(made.map(([name]) => name)).toEqual(['purgeInstanceHistoryBy', 'startNew', 'getStatus']);
  });

  test('but had begun the start that it did not answer has it running', async () => {
    const { instances } = clientOf({ startNew: never, getStatus: () => RUNNING }, hurried);
    expect(await instances.start('o', 'e', {})).toBe(false);
  });
});

describe('a start', () => {
  test('names orchestrator, id and input', async () => {
    const { instances, made } = clientOf({ startNew: () => 'e' });
    expect(await instances.start('runExport', 'e', { a: 1 })).toBe(true);
    expect(made).toEqual([['startNew', 'runExport', { instanceId: 'e', input: { a: 1 } }]]);
  });

  test('that is refused because the id is active is false; refused for another reason it is a fault', async () => {
    const refused = fails(new Error('409'));
    expect(await clientOf({ startNew: refused, getStatus: () => RUNNING }).instances.start('o', 'e', {})).toBe(false);
    const ended = { ...RUNNING, runtimeStatus: 'Completed' };
    await expect(clientOf({ startNew: refused, getStatus: () => ended }).instances.start('o', 'e', {})).rejects.toThrow(
      '409',
    );
    await expect(
      clientOf({ startNew: refused, getStatus: fails(UNKNOWN) }).instances.start('o', 'e', {}),
    ).rejects.toThrow('409');
  });
});

describe('a termination', () => {
  test('gives its reason as a part of a URL', async () => {
    const { instances, made } = clientOf({ getStatus: () => RUNNING, terminate: () => undefined });
    await instances.terminate('e', 'its export was cancelled');
    expect(made.at(-1)).toEqual(['terminate', 'e', 'its%20export%20was%20cancelled']);
  });

  test.each([
    ['ended', () => ({ ...RUNNING, runtimeStatus: 'Terminated' })],
    ['unknown', fails(UNKNOWN)],
  ])('of an instance that is %s does nothing', async (_, getStatus) => {
    await clientOf({ getStatus }).instances.terminate('e', 'r');
  });
});

test.each([
  ['Pending', true],
  ['Running', true],
  ['Suspended', true],
  ['ContinuedAsNew', true],
  ['Completed', false],
  ['Failed', false],
  ['Terminated', false],
  ['Canceled', false],
] as const)('%s: active is %s', (runtimeStatus, expected) => {
  expect(isActive({ runtimeStatus })).toBe(expected);
});
