import { describe, expect, test } from '@jest/globals';
import type { DurableClient } from 'durable-functions';
import { durableInstances, isActive } from '../../../shared/durable/instances.ts';

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
function clientOf(calls: Partial<Record<keyof DurableClient, (...args: never[]) => unknown>>) {
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
  return { instances: durableInstances(client), made };
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
