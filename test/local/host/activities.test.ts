import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import * as df from 'durable-functions';
import { loadGoldenApp } from './conformance/rig.ts';
import { run, startTestHost } from './support/testHost.ts';

let running = 0;
let mostAtOnce = 0;

async function load(): Promise<void> {
  await loadGoldenApp();
  df.app.activity('counted', {
    handler: async () => {
      running++;
      mostAtOnce = Math.max(mostAtOnce, running);
      await sleep(5);
      running--;
    },
  });
  df.app.orchestration('countedFan', function* (context) {
    yield context.df.Task.all(Array.from({ length: 20 }, () => context.df.callActivity('counted', {})));
  });
}

describe('activities', () => {
  test.each([
    ['what the host is told', { maxConcurrentActivities: 3 }, 3],
    ['what host.json says', { hostJson: { extensions: { durableTask: { maxConcurrentActivityFunctions: 7 } } } }, 7],
  ])('run at most as many at once as %s', async (_what, settings, expected) => {
    mostAtOnce = 0;
    const host = await startTestHost({ load, ...settings });
    await run(host, 'countedFan');
    await host.stop();
    expect(mostAtOnce).toBe(expected);
  });

  test('a thousand in sub-orchestrations of a hundred take less than six seconds', async () => {
    const host = await startTestHost({ load });
    await run(host, 'm_subs', { n: 100, chunk: 50 });
    const beganMs = performance.now();
    const { output } = await run(host, 'm_subs', { n: 1000, chunk: 100 });
    const tookMs = performance.now() - beganMs;
    await host.stop();
    expect(output).toBe(499_500);
    expect(tookMs).toBeLessThan(6000);
  });
});
