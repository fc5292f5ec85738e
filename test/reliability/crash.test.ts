import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { registeredFunctions } from '../../local/host/functionsCore.ts';
import type { HubEvent } from '../../local/host/hub/hubEvents.ts';
import { type Deaths, FILES, FOLDER, numbered, type Point, REQUEST, sampled, startDeaths } from './support/deaths.ts';
import { expectExactVersion } from './support/exactness.ts';

describe(`the process dies during an export of ${FILES} files: nothing is lost, doubled or copied again`, () => {
  let deaths: Deaths;

  beforeAll(async () => {
    deaths = await startDeaths();
  });
  afterAll(() => deaths?.product.stop());

  test('at any durable step', async () => {
    const nameOf = ({ kind, name }: HubEvent) => `${kind} ${name}`;
    const happened: HubEvent[] = [];
    await deaths.forgetAll((event) => void happened.push(event));
    await deaths.product.export(REQUEST);
    expect(new Set(happened.map(({ kind }) => kind)).size).toBe(8);
    expect(happened.map(({ name }) => name)).toContain('announceRun');

    const points = numbered(happened.map(nameOf));
    const unreached: Point[] = [];
    for (const point of sampled(points)) {
      let seen = 0;
      const death = await deaths.dieWhen((kill) => (event) => {
        if (nameOf(event) !== point.what || ++seen !== point.nth) return;
        kill();
        throw new Error('killed');
      });
      await deaths.expectRecovery(point, death);
      if (!death.isReached) unreached.push(point);
    }
    console.log(`died at ${sampled(points).length - unreached.length} of ${points.length} durable steps`);
    // How many messages a turn takes together differs from run to run, so the last turns of a kind may not come again.
    expect(unreached.filter(({ what, nth }) => nth === 1 || !what.startsWith('turn'))).toEqual([]);
  }, 600_000);

  // Just before the event is a durable step of announceRun, just after it the call to storage that keeps its delivery.
  test('just before and just after any call to storage or to Graph', async () => {
    const { product } = deaths;
    const { wire } = product;
    const graphCall = ({ method, url }: PipelineRequest) =>
      `Graph ${method === 'POST' ? 'export' : (/\/(operations|manifests)\//.exec(url)?.[1] ?? '')}`;
    const happened: string[] = [];
    await deaths.forgetAll();
    wire.storageFault = ({ call }) => {
      happened.push(`storage ${call}`);
      return false;
    };
    wire.serviceFault = (request) => {
      happened.push(graphCall(request));
      return undefined;
    };
    await product.export(REQUEST);
    expect(new Set(happened)).toEqual(
      new Set([
        ...['export', 'operations', 'manifests'].map((call) => `Graph ${call}`),
        ...['createContainer', 'list', 'read', 'sourceGet', 'putFile', 'putManifest', 'putLatest', 'setMetadata'].map(
          (call) => `storage ${call}`,
        ),
      ]),
    );

    const points = numbered(happened).flatMap((point) => [
      { ...point, isCarriedOut: false },
      { ...point, isCarriedOut: true },
    ]);
    const unreached: Point[] = [];
    for (const point of sampled(points)) {
      let seen = 0;
      const isNow = (what: string) => what === point.what && ++seen === point.nth;
      const death = await deaths.dieWhen((kill) => {
        wire.storageFault = async ({ call, pass, response }) => {
          if (!isNow(`storage ${call}`)) return false;
          kill();
          if (point.isCarriedOut) await pass();
          else response.writeHead(403).end();
          return true;
        };
        wire.serviceFault = (request, send) => {
          if (!isNow(graphCall(request))) return undefined;
          kill();
          return point.isCarriedOut ? send() : Promise.reject(new Error('The program was killed.'));
        };
        return () => {};
      });
      wire.storageFault = undefined;
      wire.serviceFault = undefined;
      await deaths.expectRecovery(point, death);
      if (!death.isReached) unreached.push(point);
    }
    console.log(`died at ${sampled(points).length - unreached.length} of ${points.length} moments of a call`);
    expect(unreached.filter(({ nth }) => nth === 1)).toEqual([]);
  }, 600_000);

  /** What an activity's handler is replaced by for one run. */
  type Twice = (handler: () => Promise<unknown>) => Promise<unknown>;

  test.each<[string, number, Twice]>([
    ['one after the other', 1, async (handler) => [await handler(), await handler()].at(-1)],
    [
      'at the same time, and the first answer counts',
      2,
      async (handler) => (await Promise.all([handler(), handler()]))[0],
    ],
    [
      'at the same time, and the last answer counts',
      2,
      async (handler) => (await Promise.all([handler(), handler()]))[1],
    ],
  ])('every activity runs twice, %s', async (_how, mostEvents, twice) => {
    await deaths.forgetAll();
    const activities = [...registeredFunctions().values()].filter(({ metadata }) =>
      Object.values(metadata.bindings).some(({ type }) => type === 'activityTrigger'),
    );
    const originals = activities.map(({ callback }) => callback);
    const runs = new Map<string, number>();
    for (const activity of activities) {
      const { callback, metadata } = activity;
      activity.callback = (...args) =>
        twice(async () => {
          runs.set(metadata.name, (runs.get(metadata.name) ?? 0) + 1);
          return callback(...args);
        });
    }
    const { product } = deaths;
    const body = await product.export(REQUEST).finally(() => {
      for (const [index, activity] of activities.entries()) activity.callback = originals[index] ?? activity.callback;
    });

    expect(body).toMatchObject({ status: 'completed', warnings: [] });
    await expectExactVersion(product.container, FOLDER, product.stack.graph.snapshotOf);
    expect(Object.fromEntries(runs)).toMatchObject({
      submitExport: 2,
      planVersion: 2,
      listNames: 2,
      copyFile: 2 * FILES,
      commitVersion: 2,
      announceRun: 2,
    });
    const { events } = product.stack.eventGrid;
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
    expect(events.length).toBeLessThanOrEqual(mostEvents);
  });
});
