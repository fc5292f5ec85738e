import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ExportRequest } from '../../../shared/export/request.ts';
import type { Committed, Outcome } from '../../../shared/export/run.ts';
import type { RunEvent } from '../../../shared/report/runEvent.ts';
import { announceRun } from '../../../shared/steps/announceRun.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import type { StepBed } from '../../support/landing.ts';
import { runOfRequest, UNBILLED_REQUEST } from '../../support/requests.ts';
import { exportAll, Landed } from '../../support/versionRuns.ts';

let azurite: Azurite;
let landed: Landed;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  landed = await Landed.in(azurite);
});

/** A process with a topic, and what was sent to it. */
function withTopic(publish: (event: RunEvent) => void): StepBed {
  const bed = landed.bed();
  return { ...bed, services: { ...bed.services, topic: { publish: async (event) => publish(event as RunEvent) } } };
}

function announce(bed: StepBed, runId: string, request: ExportRequest, { result }: Committed) {
  const outcome: Outcome = { status: 'completed', result, warnings: [] };
  return announceRun(bed, { run: runOfRequest(request, runId), outcome });
}

test('an event that a later run delivers is the one that the first run could not', async () => {
  const sent: RunEvent[] = [];
  const committed = await exportAll(
    withTopic(() => {}),
    'run-1',
    UNBILLED_REQUEST,
  );
  const down = withTopic((event) => {
    sent.push(event);
    throw new Error('down');
  });
  expect(await announce(down, 'run-1', UNBILLED_REQUEST, committed)).toMatchObject({ delivered: false });

  const nextMonth = { ...UNBILLED_REQUEST, billingPeriod: 'last' } as const;
  const up = withTopic((event) => sent.push(event));
  const again = await exportAll(up, 'run-2', nextMonth);
  expect(again.changed).toBe(true);
  expect(await announce(up, 'run-2', nextMonth, again)).toEqual({ delivered: true });
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
  expect(sent[1]?.data.export).toEqual((await landed.json(again.result.manifest)).export);
});

test('an event that is owed to a topic that is no longer there does not make every run a completed one', async () => {
  const quietTopic = () => withTopic(() => {});
  const beds = [quietTopic(), landed.bed(), quietTopic()];
  const changed: boolean[] = [];
  for (const [index, bed] of beds.entries()) changed.push((await exportAll(bed, `run-${index}`)).changed);
  expect(changed).toEqual([true, false, true]);
});
