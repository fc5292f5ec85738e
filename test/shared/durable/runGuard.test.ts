import { describe, expect, test } from '@jest/globals';
import type { DurableClient } from 'durable-functions';
import { DEFAULT_BACKEND_LIMITS } from '../../../shared/durable/backendCalls.ts';
import { durableInstances } from '../../../shared/durable/instances.ts';
import { createLooks, createRunGuard } from '../../../shared/durable/runGuard.ts';
import { stopOf } from '../../../shared/export/stop.ts';
import { rejectedCode } from '../../support/codes.ts';
import { type FakeInstances, fakeInstances, instanceOf } from '../../support/fakeInstances.ts';
import { runOfRequest } from '../../support/requests.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const RUN = runOfRequest();
const MINUTE_MS = 60_000;

function guardOf(instances: FakeInstances) {
  const clock = createVirtualClock();
  const looks = createLooks(clock);
  return { guard: createRunGuard(RUN, instances, clock, looks), clock, looks };
}

describe('a run is current', () => {
  test.each(['Pending', 'Running', 'Suspended', 'ContinuedAsNew'] as const)('while it is %s', async (runtimeStatus) => {
    await guardOf(fakeInstances(instanceOf({ runtimeStatus }))).guard.assertCurrent();
  });

  test.each([
    ['it was cancelled', instanceOf({ runtimeStatus: 'Terminated' })],
    ['it has ended', instanceOf({ runtimeStatus: 'Completed' })],
    ['it has failed', instanceOf({ runtimeStatus: 'Failed' })],
    ['another run took its place', instanceOf({ input: runOfRequest(undefined, 'later-run') })],
    ['the instance is no run', instanceOf({ input: 'text' })],
    ['the instance has no input', instanceOf({ input: undefined })],
    ['the input of the instance is null', instanceOf({ input: null })],
    ['the input has another form', instanceOf({ input: { runId: 7 } })],
    ['it was purged', instanceOf({ id: 'another' })],
  ])('not when %s', async (_, instance) => {
    expect(await rejectedCode(guardOf(fakeInstances(instance)).guard.assertCurrent())).toBe('RunEnded');
  });
});

describe('a row that has not caught up with its run', () => {
  const earlier = (runtimeStatus: 'Terminated' | 'Completed') =>
    instanceOf({ runtimeStatus, input: runOfRequest(undefined, 'earlier-run') });

  test.each<[string, FakeInstances]>([
    ['is not there yet', fakeInstances()],
    ['is that of a run that has ended', fakeInstances(earlier('Completed'))],
    ['is that of a run that was cancelled', fakeInstances(earlier('Terminated'))],
  ])('%s: it is looked at again before the run is given up', async (_, instances) => {
    const { guard, clock } = guardOf(instances);
    const asked = guard.assertCurrent();
    await clock.sleep(5_000);
    instances.byId.set(RUN.exportId, instanceOf());
    await asked;
    expect(instances.looks).toBe(2);
  });

  test('and does not do so in some seconds means that the run has ended', async () => {
    const instances = fakeInstances();
    const { guard, clock } = guardOf(instances);
    const startMs = clock.now().getTime();
    expect(await rejectedCode(guard.assertCurrent())).toBe('RunEnded');
    expect({ looks: instances.looks, tookMs: clock.now().getTime() - startMs }).toEqual({ looks: 2, tookMs: 10_000 });
  });

  test.each([
    ['its own run was cancelled', instanceOf({ runtimeStatus: 'Terminated' })],
    ['another one is active', instanceOf({ input: runOfRequest(undefined, 'later-run') })],
  ])('needs no second look when %s', async (_, instance) => {
    const instances = fakeInstances(instance);
    expect(await rejectedCode(guardOf(instances).guard.assertCurrent())).toBe('RunEnded');
    expect(instances.looks).toBe(1);
  });
});

test('a backend that cannot say whether the run is wanted makes its work wait, and ends nothing', async () => {
  const instances = fakeInstances(instanceOf());
  instances.find = async () => {
    throw new Error('unexpected status code: 500. Details: https://h/x?sig=SECRET');
  };
  const failure: unknown = await guardOf(instances)
    .guard.assertCurrent()
    .catch((error: unknown) => error);
  expect(stopOf(failure)).toMatchObject({
    stop: 'wait',
    retryAfterMs: 60_000,
    failure: { code: 'BackendUnavailable', message: expect.stringContaining('status code: 500') },
  });
  expect(JSON.stringify(stopOf(failure))).not.toContain('SECRET');
});

describe('looks', () => {
  test('some milliseconds apart are one, for all activities of the process', async () => {
    const instances = fakeInstances(instanceOf());
    const { guard, clock, looks } = guardOf(instances);
    await Promise.all([guard.assertCurrent(), guard.assertCurrent()]);
    await createRunGuard(RUN, instances, clock, looks).assertCurrent();
    expect(instances.looks).toBe(1);
    clock.pass(1_000);
    await guard.assertCurrent();
    expect(instances.looks).toBe(2);
  });

  test('of one run say nothing about another', async () => {
    const instances = fakeInstances(instanceOf());
    const { guard, clock, looks } = guardOf(instances);
    await guard.assertCurrent();
    const other = createRunGuard({ ...RUN, runId: 'later-run' }, instances, clock, looks);
    expect(await rejectedCode(other.assertCurrent())).toBe('RunEnded');
  });

  test('that fail are not remembered', async () => {
    const instances = fakeInstances(instanceOf());
    const { find } = instances;
    instances.find = async () => {
      throw new Error('backend away');
    };
    const { guard } = guardOf(instances);
    await expect(guard.assertCurrent()).rejects.toThrow('backend away');
    instances.find = find;
    await guard.assertCurrent();
  });
});

describe('work that is watched', () => {
  test('answers what it brings, and the watch ends with it', async () => {
    const instances = fakeInstances(instanceOf());
    const { guard, clock } = guardOf(instances);
    expect(await guard.whileCurrent(async () => 'done')).toBe('done');
    const { looks } = instances;
    await clock.sleep(10 * MINUTE_MS);
    expect(instances.looks).toBe(looks);
  });

  test('that throws, throws', async () => {
    const { guard } = guardOf(fakeInstances(instanceOf()));
    const error = new Error('broken');
    await expect(guard.whileCurrent(() => Promise.reject(error))).rejects.toBe(error);
  });

  test('is told within a minute that its run has ended, and why', async () => {
    const instances = fakeInstances(instanceOf());
    const { guard, clock } = guardOf(instances);
    const startMs = clock.now().getTime();
    let reason: unknown;
    await guard.whileCurrent(async (signal) => {
      await clock.sleep(90_000);
      expect(signal.aborted).toBe(false);
      await instances.terminate(RUN.exportId, 'cancelled');
      await clock.sleep(10 * MINUTE_MS, signal).catch((aborted: unknown) => {
        reason = aborted;
      });
    });
    expect(reason).toMatchObject({ code: 'RunEnded' });
    expect(clock.now().getTime() - startMs).toBe(2 * MINUTE_MS);
  });

  test('goes on while looks never answer, and later ones are taken', async () => {
    const instances = fakeInstances(instanceOf());
    let looks = 0;
    const getStatus = () => (looks++ < 3 ? new Promise(() => {}) : instances.find(RUN.exportId));
    const clock = createVirtualClock();
    const client = { getStatus } as Partial<DurableClient> as DurableClient;
    const hurried = durableInstances({ client, query: async () => [] }, clock, {
      ...DEFAULT_BACKEND_LIMITS,
      lookMs: 10,
    });
    const guard = createRunGuard(RUN, hurried, clock, createLooks(clock));
    await guard.whileCurrent(async () => {
      while (looks < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    });
    expect(looks).toBeGreaterThanOrEqual(4);
  });

  test('goes on when a look fails: that says nothing about the run', async () => {
    const instances = fakeInstances(instanceOf());
    instances.find = async () => {
      throw new Error('backend away');
    };
    const { guard, clock } = guardOf(instances);
    await guard.whileCurrent(async (signal) => {
      await clock.sleep(5 * MINUTE_MS);
      expect(signal.aborted).toBe(false);
    });
  });
});
