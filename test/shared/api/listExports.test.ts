import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findPage, pageOf, readListQuery } from '../../../shared/api/listExports.ts';
import { ApiProblem } from '../../../shared/api/problem.ts';
import { startOf, statusOf } from '../../../shared/durable/exportInstance.ts';
import { createInstanceScan } from '../../../shared/durable/instanceScan.ts';
import type { Instance } from '../../../shared/durable/instances.ts';
import { exportIdOf } from '../../../shared/export/exportId.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';
import { anyRequest, runOfRequest } from '../../support/requests.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

/** How long after its creation a run begins: at once, before it by another machine's clock, later, or after days without a host; or not yet. */
const anyDelayMs = fc.constantFrom(0, -700, 1, 2_000, 3_600_000, 3_600_001, 30 * 3_600_000, undefined);

/** Exports in any state, many of them begun at the same moment. */
const anyExports: fc.Arbitrary<Instance[]> = fc
  .uniqueArray(
    fc.record({
      request: anyRequest,
      createdAt: fc.nat(3),
      delayMs: anyDelayMs,
      runtimeStatus: fc.constantFrom('Pending' as const, 'Running' as const, 'Failed' as const, 'Terminated' as const),
    }),
    { selector: ({ request }) => exportIdOf(request), maxLength: 30 },
  )
  .map((exports) =>
    exports.map(({ request, createdAt, delayMs, runtimeStatus }) =>
      begun(
        instanceOf({
          id: exportIdOf(request),
          input: runOfRequest(request),
          runtimeStatus,
          createdAt: new Date(Date.parse('2026-11-08T06:00:00Z') + createdAt),
        }),
        delayMs,
      ),
    ),
  );

function begun(instance: Instance, delayMs: number | undefined): Instance {
  if (delayMs === undefined) return { ...instance, customStatus: undefined };
  const startedAt = new Date(instance.createdAt.getTime() + delayMs).toISOString();
  return { ...instance, customStatus: { phase: 'waiting', startedAt, attempt: 1, warnings: [] } };
}

/** When a run stands in the list: when it began, if that is believable. */
function standsAt(instance: Instance): number {
  const createdAtMs = instance.createdAt.getTime();
  const delayMs = startOf(instance).getTime() - createdAtMs;
  return createdAtMs + Math.min(Math.max(delayMs, 0), 3_600_000);
}

const ids = (page: { exports: readonly Instance[] }) => page.exports.map(({ id }) => id);

function* pages(instances: readonly Instance[], query: Record<string, string>) {
  for (let token: string | undefined; ; ) {
    const page = pageOf(instances, readListQuery({ ...query, ...(token ? { continuationToken: token } : {}) }));
    yield page;
    token = page.continuationToken;
    if (!token) return;
  }
}

describe('the list of exports', () => {
  test('is newest first, whole, and the same however it is cut into pages', () => {
    fc.assert(
      fc.property(anyExports, fc.integer({ min: 1, max: 7 }), (instances, top) => {
        const whole = ids(pageOf(instances, readListQuery({ top: '1000' })));
        expect([...whole].sort()).toEqual(instances.map(({ id }) => id).sort());
        const cut = [...pages([...instances].reverse(), { top: String(top) })];
        expect(cut.flatMap((page) => ids(page))).toEqual(whole);
        for (const page of cut.slice(0, -1)) expect(page.exports).toHaveLength(top);
        if (instances.length > 0) expect(cut.at(-1)?.exports.length).toBeGreaterThan(0);
        const starts = cut.flatMap(({ exports }) => exports.map(standsAt));
        expect(starts).toEqual([...starts].sort((a, b) => b - a));
      }),
    );
  });

  test('holds exactly those of the wanted statuses and kinds', () => {
    const query = { status: 'queued,cancelled', kind: 'billedUsage,unbilledUsage', top: '2' };
    fc.assert(
      fc.property(anyExports, (instances) => {
        const wanted = instances.filter(
          (instance) => ['queued', 'cancelled'].includes(statusOf(instance)) && /^(un)?billed-usage/.test(instance.id),
        );
        expect([...pages(instances, query)].flatMap((page) => ids(page)).sort()).toEqual(
          wanted.map(({ id }) => id).sort(),
        );
      }),
    );
  });

  test('is in the order of the starts that it shows, not of the requests', () => {
    const at = (id: number, delayMs: number) => {
      const createdAt = new Date(Date.UTC(2026, 10, 8, 6, 0, id));
      return begun(instanceOf({ id: `billed-usage-G${id}-full`, createdAt }), delayMs);
    };
    const page = pageOf([at(1, 5_000), at(2, 0), at(3, 0)], readListQuery({}));
    expect(ids(page)).toEqual([1, 3, 2].map((id) => `billed-usage-G${id}-full`));
  });

  test('goes on behind a page although new exports came in front of it', () => {
    const at = (id: number, second: number) =>
      instanceOf({ id: `billed-usage-G${id}-full`, createdAt: new Date(Date.UTC(2026, 10, 8, 6, 0, second)) });
    const before = [at(1, 1), at(2, 2), at(3, 3)];
    const first = pageOf(before, readListQuery({ top: '2' }));
    const next = readListQuery({ top: '2', continuationToken: first.continuationToken ?? '' });
    expect(ids(first)).toEqual(['billed-usage-G3-full', 'billed-usage-G2-full']);
    expect(ids(pageOf([...before, at(4, 4)], next))).toEqual(['billed-usage-G1-full']);
  });

  test('is empty without exports', () => {
    expect(pageOf([], readListQuery({}))).toEqual({ exports: [] });
  });
});

describe('a page', () => {
  const NOW = new Date('2026-11-08T06:30:00Z');
  const DAY_MS = 86_400_000;

  /** From a moment ago to a year ago, many of them in bursts. */
  const anyPast = anyExports.chain((exports) =>
    fc
      .array(fc.constantFrom(0, 1, 3_600_000, DAY_MS, 7 * DAY_MS, 9 * DAY_MS, 81 * DAY_MS, 360 * DAY_MS), {
        minLength: exports.length,
        maxLength: exports.length,
      })
      .map((ages) =>
        exports.map((one, index) => {
          const delayMs = startOf(one).getTime() - one.createdAt.getTime();
          return begun({ ...one, createdAt: new Date(NOW.getTime() - (ages[index] ?? 0)) }, delayMs);
        }),
      ),
  );

  // As Azure does: it filters by the true times and tells them in whole seconds.
  const toldOf = (one: Instance): Instance => ({
    ...one,
    createdAt: new Date(Math.floor(one.createdAt.getTime() / 1_000) * 1_000),
  });

  async function allPages(exports: readonly Instance[], query: Record<string, string>): Promise<string[]> {
    const scan = createInstanceScan(createVirtualClock(NOW.toISOString()));
    const instances = fakeInstances(...exports);
    const { list } = instances;
    instances.list = async (created) => (await list(created)).map(toldOf);
    const { active } = instances;
    instances.active = async () => (await active()).map(toldOf);
    const found: string[] = [];
    for (let token: string | undefined; ; ) {
      const wanted = readListQuery({ ...query, ...(token ? { continuationToken: token } : {}) });
      const page = await findPage(scan, instances, wanted, NOW);
      found.push(...ids(page));
      token = page.continuationToken;
      if (!token) return found;
    }
  }

  test('is the same whether little of the past is read for it or all', async () => {
    const anyQuery = fc.record(
      { top: fc.constantFrom('1', '2', '5'), status: fc.constantFrom('failed', 'queued,running', 'running,cancelled') },
      { requiredKeys: ['top'] },
    );
    await fc.assert(
      fc.asyncProperty(anyPast, anyQuery, async (exports, query) => {
        const all = [...pages(exports.map(toldOf), query)].flatMap((page) => ids(page));
        expect(await allPages(exports, query)).toEqual(all);
      }),
    );
  });

  test.each(['1', '2', '3', '5', '50'])('of %s loses none of many that have not spoken yet', async (top) => {
    const waiting = Array.from({ length: 14 }, (_, n) =>
      instanceOf({
        id: `billed-usage-G${n}-full`,
        runtimeStatus: 'Pending',
        createdAt: new Date(NOW.getTime() - n * 137 - 1),
      }),
    );
    const running = instanceOf({ id: 'billed-usage-G99-full', createdAt: new Date(NOW.getTime() - 2 * DAY_MS) });
    const found = await allPages([...waiting, running], { top });
    expect(new Set(found)).toEqual(new Set([...waiting, running].map(({ id }) => id)));
    expect(found).toHaveLength(15);
  });

  test('asks the backend for no more of the past than it needs', async () => {
    const ages = [0, 1, 2, 30, 31, 300];
    const exports = ages.map((days) =>
      instanceOf({ id: `billed-usage-G${days}-full`, createdAt: new Date(NOW.getTime() - days * DAY_MS) }),
    );
    const instances = fakeInstances(...exports);
    const asked: (number | undefined)[] = [];
    const { list } = instances;
    instances.list = (created) => {
      asked.push(created?.from && Math.ceil((NOW.getTime() - created.from.getTime()) / DAY_MS));
      return list(created);
    };
    const scan = createInstanceScan(createVirtualClock(NOW.toISOString()));
    const first = await findPage(scan, instances, readListQuery({ top: '2' }), NOW);
    expect([ids(first), asked]).toEqual([
      ['billed-usage-G0-full', 'billed-usage-G1-full'],
      [2, 4],
    ]);

    asked.length = 0;
    const next = readListQuery({ top: '2', continuationToken: first.continuationToken ?? '' });
    const second = await findPage(scan, instances, next, NOW);
    expect([ids(second), asked]).toEqual([
      ['billed-usage-G2-full', 'billed-usage-G30-full'],
      [3, 5, 11, 29, 83],
    ]);
  });
});

describe('a query', () => {
  test.each([0, 253_402_300_799_999])('has a token of any moment that a date has room for: %i', (startedAtMs) => {
    const continuationToken = Buffer.from(JSON.stringify([startedAtMs, 'x'])).toString('base64url');
    expect(readListQuery({ continuationToken }).continuationToken).toEqual({ startedAtMs, id: 'x' });
  });

  test('has 50 as its default, and leaves the parameters of the host alone', () => {
    expect(readListQuery({ code: 'key', clientId: 'x' })).toEqual({ top: 50 });
  });

  test('may have commas to spare', () => {
    expect(readListQuery({ status: 'running,,failed,' })).toEqual({ status: ['running', 'failed'], top: 50 });
  });

  test.each([
    ['an unknown status', { status: 'running,done' }, ['status']],
    ['no status', { status: '' }, ['status']],
    ['an unknown kind', { kind: 'usage' }, ['kind']],
    ['nothing wanted', { top: '0' }, ['top']],
    ['too much wanted', { top: '1001' }, ['top']],
    ['no number', { top: '5.5' }, ['top']],
    ['an unknown parameter', { skip: '5' }, ['skip']],
    ['a token of somebody else', { continuationToken: 'abc' }, ['continuationToken']],
    [
      'a token that is JSON',
      { continuationToken: Buffer.from('{"a":1}').toString('base64url') },
      ['continuationToken'],
    ],
    ['a token that is null', { continuationToken: Buffer.from('null').toString('base64url') }, ['continuationToken']],
    [
      'a token with another content',
      { continuationToken: Buffer.from('["1",2]').toString('base64url') },
      ['continuationToken'],
    ],
    ['an empty token', { continuationToken: '' }, ['continuationToken']],
    ...['["1","x"]', '[1,2]', '[-1,"x"]', '[253402300800000,"x"]', '[null,"x"]', '[1]'].map(
      (content): [string, Record<string, string>, string[]] => [
        `a token of ${content}`,
        { continuationToken: Buffer.from(content).toString('base64url') },
        ['continuationToken'],
      ],
    ),
    ['all at once', { status: 'x', kind: 'y', top: '-1', z: '' }, ['kind', 'status', 'top', 'z']],
  ])('is refused for %s', (_, query, expected) => {
    let problem: unknown;
    try {
      readListQuery(query);
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(ApiProblem);
    if (!(problem instanceof ApiProblem)) return;
    expect(problem).toMatchObject({ status: 400, code: 'InvalidRequest' });
    expect(problem.errors?.map(({ path }) => path).sort()).toEqual(expected);
  });
});

describe('the scan', () => {
  test('serves all who ask within some seconds, and holds exports only', async () => {
    const instances = fakeInstances(
      instanceOf(),
      instanceOf({ id: 'billed-usage-G000000001-full~aaaaaaaa~1~copy' }),
      instanceOf({ id: 'backfill-1' }),
    );
    let lists = 0;
    const { list } = instances;
    instances.list = (created) => {
      lists++;
      return list(created);
    };
    const clock = createVirtualClock();
    const scan = createInstanceScan(clock);
    const [first] = await Promise.all([scan.all(instances), scan.all(instances)]);
    const { exports } = pageOf(first, readListQuery({}));
    expect(exports.map(({ id }) => id)).toEqual(['billed-usage-G000000001-full']);
    expect(lists).toBe(1);
    clock.pass(5_000);
    await scan.all(instances);
    expect(lists).toBe(2);
  });

  test('that failed is not kept', async () => {
    const instances = fakeInstances(instanceOf());
    const { list } = instances;
    instances.list = () => Promise.reject(new Error('away'));
    const scan = createInstanceScan(createVirtualClock());
    await expect(scan.all(instances)).rejects.toThrow('away');
    instances.list = list;
    expect(await scan.all(instances)).toHaveLength(1);
  });
});
