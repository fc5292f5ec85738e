import { describe, expect, test } from '@jest/globals';
import type { Instance } from '../../../shared/durable/instances.ts';
import { isWanted, laneIds, originOf } from '../../../shared/schedule/lanes.ts';
import { startScheduled } from '../../../shared/schedule/runScheduled.ts';
import { instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST } from '../../support/requests.ts';
import { discoveryBed } from './discoveryBed.ts';

const BORN = new Date('2026-11-08T06:00:00.500Z');
const [LANE = ''] = laneIds('backfill-1', BORN, 9);
/** Times of the status API are whole seconds. */
const root = (changes: Partial<Instance> = {}) =>
  instanceOf({ id: 'backfill-1', createdAt: new Date('2026-11-08T06:00:00Z'), ...changes });

test('lanes are four at most, each of an id that says whose it is', () => {
  expect(laneIds('backfill-1', BORN, 3)).toHaveLength(3);
  expect(laneIds('backfill-1', BORN, 9)).toHaveLength(4);
  expect(originOf(LANE)).toEqual({ rootId: 'backfill-1', bornMs: BORN.getTime() });
  expect(originOf('billed-usage-G1-full~aaaaaaaa~1~copy-0')).toBeUndefined();
});

describe('a lane is wanted', () => {
  test.each<[string, Instance | undefined, boolean]>([
    ['while its root runs', root(), true],
    ['no more when that was cancelled', root({ runtimeStatus: 'Terminated' }), false],
    ['no more when that has failed', root({ runtimeStatus: 'Failed' }), false],
    ['no more when that is gone', undefined, false],
    ['no more when that was started anew', root({ createdAt: new Date('2026-11-08T06:10:00Z') }), false],
  ])('%s', (_, instance, expected) => {
    expect(isWanted(instance, LANE)).toBe(expected);
  });

  test('or it starts nothing', async () => {
    const start = async (...instances: Instance[]) => {
      const bed = discoveryBed({ instances });
      const answer = await startScheduled(bed, { scheduled: { request: BILLED_REQUEST }, runId: 'r', laneId: LANE });
      return { answer, ids: [...bed.instances.byId.keys()] };
    };
    const exportId = 'billed-usage-G000000001-full';
    expect(await start(root())).toEqual({ answer: { exportId }, ids: ['backfill-1', exportId] });
    expect(await start(root({ runtimeStatus: 'Terminated' }))).toEqual({
      answer: { exportId, unwanted: true },
      ids: ['backfill-1'],
    });
  });
});
