import { beforeEach, describe, expect, test } from '@jest/globals';
import * as df from 'durable-functions';
import type { HubEvent } from '../../../local/host/hub/hubEvents.ts';
import { VirtualClock } from '../../../local/host/virtualClock.ts';
import { ended, newDataDir, startInstance, startTestHost } from './support/testHost.ts';

const executed: string[] = [];

async function load(): Promise<void> {
  df.app.activity('double', {
    handler: async ({ n }: { n: number }) => {
      executed.push(`double ${n}`);
      return n * 2;
    },
  });
  df.app.orchestration('child', function* (context) {
    const { from } = context.df.getInput<{ from: number }>();
    const doubled: number[] = yield context.df.Task.all(
      [from, from + 1].map((n) => context.df.callActivity('double', { n })),
    );
    return doubled;
  });
  df.app.orchestration('parent', function* (context) {
    yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 3_600_000));
    const parts: number[][] = yield context.df.Task.all(
      [0, 2].map((from) => context.df.callSubOrchestrator('child', { from }, `${context.df.instanceId}-${from}`)),
    );
    return parts.flat();
  });
}

const clock = () => new VirtualClock(new Date('2026-01-01T00:00:00Z'), { autoUntil: new Date('2026-02-01T00:00:00Z') });

describe('a host that dies', () => {
  beforeEach(() => {
    executed.length = 0;
  });

  test('continues from every durable step to the same result', async () => {
    // Prepare
    const steps: HubEvent[] = [];
    const undisturbed = await startTestHost({ load, clock: clock(), onEvent: (event) => steps.push(event) });
    await startInstance(undisturbed, 'parent', {}, 'whole');
    await ended(undisturbed, 'whole');
    await undisturbed.stop();
    expect(new Set(steps.map(({ kind }) => kind)).size).toBe(8);

    for (const [at, step] of steps.entries()) {
      // Act
      executed.length = 0;
      const dataDir = newDataDir();
      let seen = 0;
      const killed = await startTestHost({
        load,
        dataDir,
        clock: clock(),
        onEvent: () => {
          if (seen++ === at) throw new Error('killed');
        },
      });
      const died = new Promise<void>((resolve) => {
        const poll = () => (seen > at ? resolve() : void setTimeout(poll, 1));
        poll();
      });
      await startInstance(killed, 'parent', {}, 'torn').catch(() => undefined);
      await died;
      await killed.kill();
      const next = await startTestHost({ load, dataDir, clock: clock() });

      // Assess
      const status = await ended(next, 'torn');
      await next.stop();
      expect({ step, ...status }).toMatchObject({ step, runtimeStatus: 'Completed', output: [0, 2, 4, 6] });
      expect(new Set(executed)).toEqual(new Set(['double 0', 'double 1', 'double 2', 'double 3']));
    }
  });

  test('does not run again what it has stored', async () => {
    const dataDir = newDataDir();
    const first = await startTestHost({ load, dataDir, clock: clock() });
    await startInstance(first, 'parent', {}, 'done');
    await ended(first, 'done');
    await first.kill();
    executed.length = 0;

    const second = await startTestHost({ load, dataDir, clock: clock() });
    expect((await ended(second, 'done')).output).toEqual([0, 2, 4, 6]);
    await second.stop();
    expect(executed).toEqual([]);
  });

  test('has a start on disk before it answers', async () => {
    const dataDir = newDataDir();
    const first = await startTestHost({
      load,
      dataDir,
      clock: clock(),
      onEvent: ({ kind }) => {
        if (kind === 'turnStarted') throw new Error('killed');
      },
    });
    expect((await startInstance(first, 'parent', {}, 'accepted')).status).toBe(202);
    await first.kill();

    const second = await startTestHost({ load, dataDir, clock: clock() });
    expect((await ended(second, 'accepted')).runtimeStatus).toBe('Completed');
    await second.stop();
  });
});
