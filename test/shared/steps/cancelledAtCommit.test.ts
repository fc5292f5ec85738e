import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLooks, createRunGuard } from '../../../shared/durable/runGuard.ts';
import { commitVersion } from '../../../shared/steps/commitVersion.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { rejectedCode } from '../../support/codes.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';
import { runOfRequest } from '../../support/requests.ts';
import { copyAll, Landed, planned, STARTED_AT } from '../../support/versionRuns.ts';

let azurite: Azurite;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

test('a run that is cancelled while its files are being listed does not become visible', async () => {
  const landed = await Landed.in(azurite);
  const bed = landed.bed();
  const run = runOfRequest();
  const plan = await planned(bed, run);
  await copyAll(bed, plan, run);

  const instances = fakeInstances(instanceOf({ input: run }));
  const guard = createRunGuard(run, instances, bed.clock, createLooks(bed.clock));
  const { landing } = bed.services;
  const cancelledMeanwhile = {
    ...landing,
    async *blobs(path: string) {
      yield* landing.blobs(path);
      await instances.terminate(run.exportId, 'cancelled');
    },
  };
  const context = { ...bed, guard, services: { ...bed.services, landing: cancelledMeanwhile } };
  expect(await rejectedCode(commitVersion(context, { run, plan, startedAt: STARTED_AT }))).toBe('RunEnded');
  expect((await landed.paths()).filter((path) => path.endsWith('_manifest.json'))).toEqual([]);
});
