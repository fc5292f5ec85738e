import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { answersOfRun, callsOf, runOf } from '../../support/answeredRun.ts';
import { asItIs, type Orchestrations, startOrchestrations } from '../../support/orchestrations.ts';

let bed: Orchestrations;
let number = 0;

beforeAll(async () => {
  bed = await startOrchestrations();
});
afterAll(() => bed?.stop());
beforeEach(() => {
  bed.calls.length = 0;
  bed.answers = {
    ...answersOfRun(40),
    checkOperation: (_, call) => ({ state: call % 3 === 0 ? 'succeeded' : 'running' }),
    startScheduled: asItIs,
    checkScheduled: asItIs,
    mend: asItIs,
  };
});

/** The worker dies in these turns of an orchestrator, counted over all of its instances. */
function dieIn(orchestrator: string, ...turns: number[]): void {
  let turn = 0;
  bed.workerDies = ({ name }) => name === orchestrator && turns.includes(++turn);
}

/** Lets the watch look at what broke, and time pass until the instance has ended for good. */
async function watchUntilEnded(id: string) {
  await bed.untilEnded(id);
  await bed.fire('watchOrchestrations');
  return bed.untilEnded(id);
}

const completedEvents = () =>
  bed.calls.filter(
    ({ name, input }) =>
      name === 'announceRun' && (input as { outcome: { status: string } }).outcome.status === 'completed',
  ).length;

describe('a worker that dies in a turn', () => {
  // Turns of one run of 40 files: what is beyond the last costs nothing.
  const turns = [1, 2, 3, 4, 5, 6, 7, 8];

  test.each(
    ['runExport', 'waitForOperation', 'copyRange'].flatMap((name) => turns.map((turn) => [name, turn] as const)),
  )('of %s, number %i: the export completes, and is told of once', async (name, turn) => {
    dieIn(name, turn);
    const id = `export-${++number}`;
    await bed.start('runExport', id, runOf(id));
    const { runtimeStatus, output } = await watchUntilEnded(id);
    expect(runtimeStatus).toBe('Completed');
    // A death behind the commit: the run that follows finds it.
    expect((output as { status: string }).status).toMatch(/completed|unchanged/);
    expect(completedEvents()).toBe(1);
    expect(callsOf(bed, 'copyFile')).toBeGreaterThanOrEqual(40);
  });

  const invoices = Array.from({ length: 6 }, (_, index) => {
    return { kind: 'billedUsage', invoiceId: `G00000000${index}`, attributeSet: 'full', force: false };
  });
  const idOf = ({ invoiceId }: { invoiceId: string }) => `billed-usage-${invoiceId}-full`;
  const started = () => bed.calls.filter(({ name }) => name === 'submitExport').length;

  test.each(
    ['runBackfill', 'exportLane'].flatMap((name) => [1, 2, 3, 5, 9, 20, 30].map((turn) => [name, turn] as const)),
  )('of %s, number %i: every export of the backfill completes', async (name, turn) => {
    dieIn(name, turn);
    const id = `backfill-${++number}`;
    const requests = invoices.map((request) => ({ ...request, invoiceId: `G${number}0${request.invoiceId}` }));
    await bed.start('runBackfill', id, {
      id,
      exports: requests.map((request) => ({ id: idOf(request), request })),
      refused: [],
    });
    const { output } = await watchUntilEnded(id);
    const statuses = (output as { ended: { status: string }[] }).ended.map(({ status }) => status);
    expect(statuses).toEqual(Array(6).fill('completed'));
    expect(started()).toBe(6);
  });

  test('of a lane again and again: the ends of its exports are looked up, and the backfill ends', async () => {
    bed.workerDies = ({ name, instanceId }) => name === 'exportLane' && instanceId.endsWith('-2');
    const id = `backfill-${++number}`;
    const requests = invoices.map((request) => ({ ...request, invoiceId: `G${number}0${request.invoiceId}` }));
    await bed.start('runBackfill', id, {
      id,
      exports: requests.map((request) => ({ id: idOf(request), request })),
      refused: [],
    });
    const { output } = await watchUntilEnded(id);
    const statuses = (output as { ended: { status: string }[] }).ended.map(({ status }) => status);
    // What nobody started has not been exported.
    expect(statuses).toEqual(['completed', 'completed', 'failed', 'completed', 'completed', 'completed']);
  });
});
