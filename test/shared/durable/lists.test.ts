import { describe, expect, test } from '@jest/globals';
import type { DurableClient } from 'durable-functions';
import { createInstanceScan } from '../../../shared/durable/instanceScan.ts';
import { durableInstances } from '../../../shared/durable/instances.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const STATUS = {
  name: 'runExport',
  instanceId: 'e',
  createdTime: '2026-11-08T06:00:00Z',
  lastUpdatedTime: '2026-11-08T06:01:00Z',
  input: { secretPlan: true },
  output: null,
  customStatus: { phase: 'copying' },
  runtimeStatus: 'Running',
};

/** A client of which only the queries are there; each call is noted. */
function clientOf() {
  const calls: [string, object][] = [];
  const client = {
    getStatusBy: async (filter: object) => {
      calls.push(['getStatusBy', filter]);
      return [STATUS];
    },
    purgeInstanceHistoryBy: async (filter: object) => {
      calls.push(['purge', filter]);
      return { instancesDeleted: 7 };
    },
  };
  const durable = client as Partial<Record<keyof DurableClient, unknown>> as DurableClient;
  const query = async (filter: object) => {
    calls.push(['query', filter]);
    return [];
  };
  const instances = durableInstances({ client: durable, query }, createVirtualClock());
  return { instances, calls };
}

const ENDED = ['Canceled', 'Completed', 'Failed', 'Terminated'];
const ACTIVE = ['ContinuedAsNew', 'Pending', 'Running', 'Suspended'];
const FROM = new Date('2026-11-01T00:00:00Z');
const TO = new Date('2026-11-08T00:00:00Z');

describe('a list of instances', () => {
  test.each([
    [undefined, {}],
    [{}, {}],
    [{ from: FROM }, { createdTimeFrom: FROM }],
    [{ to: TO }, { createdTimeTo: TO }],
    [
      { from: FROM, to: TO },
      { createdTimeFrom: FROM, createdTimeTo: TO },
    ],
  ])('created within %j asks the backend for just these', async (created, filter) => {
    const { instances, calls } = clientOf();
    await instances.list(created);
    expect(calls).toEqual([['getStatusBy', filter]]);
  });

  test.each([
    [undefined, { instanceIdPrefix: 'backfill-' }],
    ['active' as const, { instanceIdPrefix: 'backfill-', runtimeStatus: 'Pending,Running,Suspended,ContinuedAsNew' }],
  ])('whose ids begin alike asks for no others: %s', async (which, filter) => {
    const { instances, calls } = clientOf();
    await instances.startingWith('backfill-', which);
    expect(calls).toEqual([['query', filter]]);
  });

  test('leaves the inputs out, as the real backend does', async () => {
    const { instances } = clientOf();
    for (const [instance] of [await instances.list(), await instances.active()]) {
      expect(instance).toMatchObject({ id: 'e', runtimeStatus: 'Running', customStatus: { phase: 'copying' } });
      expect(instance?.input).toBeUndefined();
    }
  });

  test('of active ones asks for every state in which an instance may go on', async () => {
    const { instances, calls } = clientOf();
    await instances.active();
    expect(calls).toEqual([['getStatusBy', { runtimeStatus: expect.arrayContaining(ACTIVE) }]]);
    expect(calls[0]?.[1]).toMatchObject({ runtimeStatus: { length: ACTIVE.length } });
  });
});

test('a purge takes ended instances only, from the beginning of time to the given one', async () => {
  const { instances, calls } = clientOf();
  expect(await instances.purgeEnded(TO)).toBe(7);
  const [[, filter] = ['', {}]] = calls;
  expect(filter).toMatchObject({ createdTimeFrom: new Date(0), createdTimeTo: TO });
  expect([...(filter as { runtimeStatus: string[] }).runtimeStatus].sort()).toEqual(ENDED);
});

describe('a scan', () => {
  function scanOf() {
    const instances = fakeInstances(instanceOf(), instanceOf({ id: 'ended', runtimeStatus: 'Completed' }));
    const queries: string[] = [];
    const { list, active } = instances;
    instances.list = (created) => {
      queries.push(`list ${JSON.stringify(created)}`);
      return list(created);
    };
    instances.active = () => {
      queries.push('active');
      return active();
    };
    const clock = createVirtualClock();
    return { instances, queries, clock, scan: createInstanceScan(clock) };
  }

  test('of the active ones is another one than that of all', async () => {
    const { scan, instances, queries } = scanOf();
    expect(await scan.all(instances)).toHaveLength(2);
    expect(await scan.active(instances)).toHaveLength(1);
    expect(await scan.all(instances, { from: FROM })).toBeDefined();
    expect(await scan.all(instances, { from: FROM, to: TO })).toBeDefined();
    expect(queries).toHaveLength(4);
  });
});
