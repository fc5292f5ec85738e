import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Difference } from './conformance/compare.ts';
import { deviations } from './conformance/deviations.ts';
import { Stage } from './conformance/play.ts';
import { Recorder } from './conformance/recorder.ts';
import { Rig } from './conformance/rig.ts';
import { type Scenario, scenarios } from './conformance/scenarios.ts';
import { readTrace } from './conformance/trace.ts';

/**
 * Every recorded scenario, played on this host: what differs from Microsoft's engine is listed, with its reason, or the
 * test fails.
 */
describe('conformance with the recorded engine', () => {
  const recorder = new Recorder();
  let virtual: Rig;
  let real: Rig;

  beforeAll(async () => {
    virtual = await Rig.start('virtual');
    real = await Rig.start('real');
  });

  afterAll(async () => {
    await virtual.host.stop();
    await real.host.stop();
  });

  test.each(scenarios)('$name', async (scenario: Scenario) => {
    const stage = new Stage(readTrace(scenario.name), scenario.clock === 'real' ? real : virtual, recorder);
    const shared = stage.rig;
    const scripted = await scenario.play(stage);
    const differences: Difference[] = [...scripted, ...(await stage.compare(scenario.isParallel))];
    if (stage.rig !== shared) await stage.rig.host.stop();
    const allowed = deviations
      .filter(({ aspect }) => aspect.startsWith(`${scenario.name}/`))
      .map(({ aspect }) => aspect);

    expect(differences.filter(({ aspect }) => !allowed.includes(aspect))).toEqual([]);
    // A deviation that is gone must not stay on the list.
    expect(allowed.filter((aspect) => !differences.some((difference) => difference.aspect === aspect))).toEqual([]);
  });
});
