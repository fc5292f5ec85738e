import { expect, test } from '@jest/globals';
import { loadGoldenApp } from './conformance/rig.ts';
import { run, startTestHost } from './support/testHost.ts';

test('a thousand activities in sub-orchestrations of a hundred take less than six seconds', async () => {
  const host = await startTestHost({ load: loadGoldenApp });
  await run(host, 'm_subs', { n: 100, chunk: 50 });
  const beganMs = performance.now();
  const { output } = await run(host, 'm_subs', { n: 1000, chunk: 100 });
  const tookMs = performance.now() - beganMs;
  await host.stop();
  expect(output).toBe(499_500);
  expect(tookMs).toBeLessThan(6000);
});
