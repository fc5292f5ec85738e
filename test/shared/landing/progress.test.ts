import { describe, expect, test } from '@jest/globals';
import { describeExport } from '../../../shared/api/describeExport.ts';
import type { Instance } from '../../../shared/durable/instances.ts';
import type { RunState } from '../../../shared/export/run.ts';
import type { Landing } from '../../../shared/landing/landing.ts';
import { createProgressCounter } from '../../../shared/landing/progress.ts';
import { toMetadata } from '../../../shared/landing/receipt.ts';
import { instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const FOLDER = 'e/version=v/';
const RUN = runOfRequest();
const FORCED = runOfRequest({ ...BILLED_REQUEST, force: true });

function landed(fileName: string, runId: string, bytes: number, lines: number) {
  const blob = { name: `${fileName}.gz`, fileName, partitionValue: 'p', index: 0 };
  const source = { bytes: 1, eTag: '"s"', sha256: 'ab' };
  return {
    path: `${FOLDER}${fileName}`,
    metadata: toMetadata(blob, '"e"', runId, { bytes, lines, crc32: '00000000', source }),
  };
}

/** A landing that lists these blobs; what is done to `list` happens at the next listing. */
function counterOf(...blobs: ReturnType<typeof landed>[]) {
  const clock = createVirtualClock();
  const world = {
    folders: [] as string[],
    list: async (): Promise<{ path: string; metadata: Record<string, string> }[]> => blobs,
  };
  const landing: Partial<Landing> = {
    async *blobs(path: string) {
      world.folders.push(path);
      yield* await world.list();
    },
  };
  return { counter: createProgressCounter(landing as Landing, clock), clock, world };
}

function copying(changes: Partial<RunState> = {}): Instance {
  const state: RunState = {
    phase: 'copying',
    startedAt: '2026-11-08T06:00:00.000Z',
    attempt: 1,
    version: { folder: FOLDER, files: 3 },
    warnings: [],
    ...changes,
  };
  return instanceOf({ customStatus: state });
}

const OURS = landed('a.json', RUN.runId, 100, 5);
const EARLIER = landed('b.json', 'earlier-run', 30, 2);

describe('the progress of a run', () => {
  test('is what stands in its folder, whichever run put it there', async () => {
    const { counter, world } = counterOf(OURS, EARLIER);
    const progress = { filesDone: 2, filesTotal: 3, bytes: 130, lines: 7 };
    expect(await counter.count(copying(), RUN)).toEqual(progress);
    expect(world.folders).toEqual([FOLDER]);
  });

  test('of a forced run is what it has copied again itself', async () => {
    const { counter } = counterOf(OURS, EARLIER);
    expect(await counter.count(copying(), FORCED)).toEqual({ filesDone: 1, filesTotal: 3, bytes: 100, lines: 5 });
  });

  test('is not counted before there is a version', async () => {
    const { counter, world } = counterOf(OURS);
    const { version: _, ...state } = copying().customStatus as RunState;
    expect(await counter.count(instanceOf({ customStatus: state }), RUN)).toBeUndefined();
    expect(await counter.count(instanceOf(), RUN)).toBeUndefined();
    expect(world.folders).toEqual([]);
  });
});

describe('a count', () => {
  test('serves all who ask within two seconds', async () => {
    const { counter, clock, world } = counterOf(OURS);
    await counter.count(copying(), RUN);
    clock.pass(1_999);
    await counter.count(copying(), RUN);
    expect(world.folders).toHaveLength(1);
    clock.pass(1);
    await counter.count(copying(), RUN);
    expect(world.folders).toHaveLength(2);
  });

  test('serves all who ask while it is under way, however long that is', async () => {
    const { counter, clock, world } = counterOf(OURS);
    let answer = () => {};
    world.list = () =>
      new Promise((resolve) => {
        answer = () => resolve([OURS]);
      });
    const first = counter.count(copying(), RUN);
    clock.pass(60_000);
    const second = counter.count(copying(), RUN);
    answer();
    expect(await first).toEqual(await second);
    expect(world.folders).toHaveLength(1);
    // Its two seconds begin with its end.
    await counter.count(copying(), RUN);
    expect(world.folders).toHaveLength(1);
  });

  test.each<[string, Instance, typeof RUN]>([
    ['another run', copying(), runOfRequest(BILLED_REQUEST, 'another-run')],
    ['another phase', copying({ phase: 'committing' }), RUN],
    ['another version', copying({ version: { folder: 'e/version=w/', files: 3 } }), RUN],
  ])('does not serve %s', async (_, instance, run) => {
    const { counter, world } = counterOf(OURS);
    await counter.count(copying(), RUN);
    await counter.count(instance, run);
    expect(world.folders).toHaveLength(2);
  });

  test('that is not finished leaves the last one to those who cannot wait', async () => {
    const { counter, clock, world } = counterOf(OURS);
    expect(counter.last(RUN)).toBeUndefined();
    const first = await counter.count(copying(), RUN);
    clock.pass(60_000);
    world.list = () => new Promise(() => {});
    void counter.count(copying({ phase: 'committing' }), RUN);
    expect(counter.last(RUN)).toEqual(first);
    expect(counter.last(runOfRequest(BILLED_REQUEST, 'another-run'))).toBeUndefined();
  });

  test('that failed is not kept', async () => {
    const { counter, world } = counterOf(OURS);
    const { list } = world;
    world.list = () => Promise.reject(new Error('away'));
    await expect(counter.count(copying(), RUN)).rejects.toThrow('away');
    world.list = list;
    expect(await counter.count(copying(), RUN)).toMatchObject({ filesDone: 1 });
  });
});

describe('the answer about an export', () => {
  const PROGRESS = { filesDone: 1, filesTotal: 3, bytes: 100, lines: 5 };
  const counting = (count: () => Promise<typeof PROGRESS>, last?: typeof PROGRESS) => ({
    progress: { count, last: () => last },
  });

  test('has the progress while it runs', async () => {
    const answer = await describeExport(
      counting(async () => PROGRESS),
      copying(),
      RUN,
    );
    expect(answer).toMatchObject({ status: 'running', progress: PROGRESS });
  });

  test('does not count before and after', async () => {
    const count = async () => {
      throw new Error('was counted');
    };
    for (const runtimeStatus of ['Pending', 'Terminated'] as const) {
      const answer = await describeExport(counting(count), { ...copying(), runtimeStatus }, RUN);
      expect(answer.progress).toBeNull();
    }
  });

  test('leaves no timer behind that would hold the process', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await describeExport(
      counting(async () => PROGRESS),
      copying(),
      RUN,
    );
    expect(timers()).toBe(before);
  });

  test.each<[string, () => Promise<typeof PROGRESS>]>([
    ['cannot be listed', () => Promise.reject(new Error('away'))],
    ['does not answer', () => new Promise(() => {})],
  ])('comes within a second although the landing %s, with what was counted last', async (_, count) => {
    const startedMs = performance.now();
    expect(await describeExport(counting(count), copying(), RUN)).toMatchObject({ status: 'running', progress: null });
    const known = await describeExport(counting(count, PROGRESS), copying(), RUN);
    expect(known).toMatchObject({ status: 'running', progress: PROGRESS });
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
