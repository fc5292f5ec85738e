import { expect, test } from '@jest/globals';
import { soak } from './support/soak/soak.ts';

/**
 * The same one at each run, since some seeds mean twenty times the faults and minutes; `test/long/soak.ts` takes a
 * fresh one. `SOAK_SEED=…` takes another, and repeats what went wrong, as far as the machine does its part in the same
 * order.
 */
const SEED = process.env.SOAK_SEED ?? '51344d18';

test('exports whose calls fail, whose host dies and whose callers change their minds land as the model says', async () => {
  console.log(`SOAK_SEED=${SEED}`);
  const { complaints, summary } = await soak({ seed: SEED, runs: 40, invoices: 4, atOnce: 8, mostSteps: 2_000 });
  console.log(summary);
  expect({ SOAK_SEED: SEED, complaints }).toEqual({ SOAK_SEED: SEED, complaints: [] });
}, 300_000);
