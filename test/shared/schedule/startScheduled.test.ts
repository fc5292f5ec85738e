import { expect, test } from '@jest/globals';
import { runOf } from '../../../shared/durable/exportInstance.ts';
import type { Instance } from '../../../shared/durable/instances.ts';
import { exportIdOf } from '../../../shared/export/exportId.ts';
import type { ExportRequest } from '../../../shared/export/request.ts';
import { startScheduled } from '../../../shared/schedule/runScheduled.ts';
import { instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';
import { discoveryBed } from './discoveryBed.ts';

const FORCED: ExportRequest = { ...BILLED_REQUEST, force: true };
const ID = exportIdOf(BILLED_REQUEST);

/** The run that stands under the id after an export was to be started beside this instance. */
async function startBeside(instance: Instance | undefined, request: ExportRequest = BILLED_REQUEST) {
  const bed = discoveryBed({ instances: instance ? [instance] : [] });
  await startScheduled(bed, { scheduled: { request }, runId: 'new', laneId: 'by hand' });
  const found = await bed.instances.find(ID);
  return found && runOf(found)?.runId;
}

const running = (request: ExportRequest = BILLED_REQUEST) =>
  instanceOf({ id: ID, input: runOfRequest(request, 'old') });
const ended = instanceOf({ id: ID, input: runOfRequest(BILLED_REQUEST, 'old'), runtimeStatus: 'Completed' });

test.each<[string, Instance | undefined, ExportRequest, string]>([
  ['nothing: it starts', undefined, BILLED_REQUEST, 'new'],
  ['one that has ended: it starts', ended, FORCED, 'new'],
  ['one that is running: it joins', running(), BILLED_REQUEST, 'old'],
  ['one that does more: it joins', running(FORCED), BILLED_REQUEST, 'old'],
  ['one that is forced as well: it joins', running(FORCED), FORCED, 'old'],
])('a scheduled export beside %s', async (_, instance, request, runId) => {
  expect(await startBeside(instance, request)).toBe(runId);
});

test('a forced export of a backfill is not taken for done by a run that is not forced: it waits', async () => {
  const bed = discoveryBed({ instances: [running()] });
  expect(await startScheduled(bed, { scheduled: { request: FORCED }, runId: 'new', laneId: 'by hand' })).toMatchObject({
    stop: 'wait',
    retryAfterMs: 60_000,
    failure: { code: 'ExportRunning' },
  });
});
