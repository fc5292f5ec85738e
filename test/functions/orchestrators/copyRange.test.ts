import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { resubmit, type Step } from '../../../shared/export/stop.ts';
import { type Orchestrations, startOrchestrations } from '../../support/orchestrations.ts';

const MINUTE_MS = 60_000;
const throttled = (retryAfterMs: number): Step<object> => ({
  stop: 'wait',
  retryAfterMs,
  failure: { code: 'ThrottledTooLong', message: 'slow' },
});

let bed: Orchestrations;
let number = 0;

beforeAll(async () => {
  bed = await startOrchestrations();
});
afterAll(() => bed?.stop());
beforeEach(() => {
  bed.calls.length = 0;
  bed.workerDies = () => false;
  bed.answers = {
    listNames: ({ range }: { range: { from: number; count: number } }) => ({
      names: Array.from({ length: range.count }, (_, index) => `file-${range.from + index}`),
    }),
    copyFile: () => ({ copied: true }),
  };
});

const inputOf = (count: number) => ({
  run: { exportId: 'e', runId: 'r', operationDeadlineMs: 120 * MINUTE_MS, request: { force: false } },
  plan: { operationId: 'o', facts: { eTag: 't' }, folder: 'f/' },
  range: { from: 0, count },
});

const copy = (count: number) => bed.run('copyRange', `copy-${++number}`, inputOf(count));
const copied = () =>
  bed.calls.filter(({ name }) => name === 'copyFile').map(({ input }) => (input as { blobName: string }).blobName);

describe('the files of a version', () => {
  test.each([0, 1, 16, 17, 32, 33, 96, 97, 250, 1_300])('%i of them are copied once each', async (count) => {
    expect(await copy(count)).toMatchObject({ runtimeStatus: 'Completed', output: { copied: count > 0 } });
    expect(copied().sort()).toEqual(Array.from({ length: count }, (_, index) => `file-${index}`).sort());
  });

  test.each([
    [40, 32],
    [96, 48],
    [400, 96],
  ])(
    'of %i no more than %i are in hand at once: the next export does not wait behind all of them',
    async (count, most) => {
      let inHand = 0;
      let mostInHand = 0;
      bed.answers.copyFile = async () => {
        mostInHand = Math.max(mostInHand, ++inHand);
        await sleep(60);
        inHand--;
        return { copied: true };
      };
      await copy(count);
      expect(mostInHand).toBe(most);
    },
  );
});

describe('patience with a service that throttles', () => {
  /** File 0 is throttled so many times, each after copies that took so long. */
  const slowCopies = (times: number, copyMinutes: number, retryAfterMs: number) => {
    let left = times;
    bed.answers.copyFile = ({ blobName }: { blobName: string }) => {
      bed.clock.passTo(new Date(bed.clock.now().getTime() + copyMinutes * MINUTE_MS));
      return blobName === 'file-0' && left-- > 0 ? throttled(retryAfterMs) : { copied: true };
    };
  };

  test('does not count the time that was spent copying', async () => {
    slowCopies(3, 130, 65_000);
    expect(await copy(3)).toMatchObject({ output: { copied: true } });
    expect(copied()).toEqual(['file-0', 'file-1', 'file-2', 'file-0', 'file-0', 'file-0']);
  });

  test('waits as long as the longest of them asks', async () => {
    const asked: Record<string, number> = { 'file-1': 90_000, 'file-2': 600_000 };
    bed.answers.copyFile = ({ blobName }: { blobName: string }, call) => {
      const retryAfterMs = call <= 3 ? asked[blobName] : undefined;
      return retryAfterMs === undefined ? { copied: true } : throttled(retryAfterMs);
    };
    await copy(3);
    const [began, ...others] = bed.calls.filter(({ name }) => name === 'copyFile').map(({ atMs }) => atMs);
    expect(others.map((atMs) => atMs - (began ?? 0) >= 600_000)).toEqual([false, false, true, true]);
  });

  test('begins anew whenever something was copied, and ends when nothing is', async () => {
    // An hour each; two hours is all there is.
    let call = 0;
    bed.answers.copyFile = () => (++call % 2 === 0 ? { copied: true } : throttled(60 * MINUTE_MS));
    expect(await copy(6)).toMatchObject({ output: { copied: true } });

    bed.answers.copyFile = () => throttled(60 * MINUTE_MS);
    bed.calls.length = 0;
    expect(await copy(2)).toMatchObject({ output: { stop: 'failed', failure: { code: 'ThrottledTooLong' } } });
    expect(copied()).toHaveLength(6);
  });
});

describe('a lane that stops', () => {
  test('tells that files landed before the snapshot was lost, in whatever lane or generation', async () => {
    bed.answers.copyFile = ({ blobName }: { blobName: string }) =>
      blobName === 'file-199' ? resubmit('SnapshotMoved', 'moved') : { copied: true };
    expect(await copy(200)).toMatchObject({ output: { stop: 'resubmit', copied: true } });
    bed.answers.copyFile = () => resubmit('SnapshotMoved', 'moved');
    const { output } = await copy(200);
    expect(output).toEqual(resubmit('SnapshotMoved', 'moved'));
    // The first few of each lane, and no more.
    expect(copied().length).toBeLessThan(200 + 96 + 1);
  });

  test('answers for a step that crashed for good, and is not begun anew for it', async () => {
    bed.answers.copyFile = ({ blobName }: { blobName: string }) => {
      if (blobName === 'file-3') throw new Error('It crashed.');
      return { copied: true };
    };
    expect(await copy(5)).toMatchObject({
      runtimeStatus: 'Completed',
      output: { stop: 'failed', failure: { code: 'InternalError', message: expect.stringContaining('It crashed.') } },
    });
    expect(copied()).toHaveLength(5 + 3);
  });
});

describe('the death of a worker', () => {
  test.each([0, 1, 4])('in turn %i of a lane costs nothing but time', async (turn) => {
    let turns = 0;
    bed.workerDies = ({ instanceId }) => instanceId.endsWith('-1') && turns++ === turn;
    expect(await copy(70)).toMatchObject({ runtimeStatus: 'Completed', output: { copied: true } });
    expect(new Set(copied()).size).toBe(70);
  });
});
