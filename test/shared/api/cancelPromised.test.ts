import { expect, test } from '@jest/globals';
import { cancelExport } from '../../../shared/api/cancelExport.ts';
import { findExport } from '../../../shared/api/findExport.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST } from '../../support/requests.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

test('an export that a backfill has promised but not started is not said to be cancelled', async () => {
  const id = 'billed-usage-G000000001-full';
  const input = { id: 'backfill-1', exports: [{ id, request: BILLED_REQUEST }], refused: [] };
  const instances = fakeInstances(instanceOf({ id: 'backfill-1', orchestrator: 'runBackfill', input }));
  const clock = createVirtualClock();
  const found = await findExport(instances, id);
  await expect(cancelExport(instances, clock, found)).rejects.toMatchObject({
    status: 409,
    code: 'ExportPromised',
    message: expect.stringContaining('has not been started yet'),
  });
  expect(clock.sleepsMs).toEqual([]);
});
