import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { answersOfRun, callsOf } from '../../support/answeredRun.ts';
import { asItIs, type Orchestrations, startOrchestrations } from '../../support/orchestrations.ts';

const MINUTE_MS = 60_000;
const EXPORTS = 40;
let bed: Orchestrations;

beforeAll(async () => {
  bed = await startOrchestrations();
});
afterAll(() => bed?.stop());

test('while the topic is down a backfill goes on with what is visible', async () => {
  bed.answers = {
    ...answersOfRun(1),
    startScheduled: asItIs,
    checkScheduled: asItIs,
    announceRun: () => ({ delivered: false, problem: 'the topic is down' }),
  };
  const exports = Array.from({ length: EXPORTS }, (_, index) => {
    const invoiceId = `G${String(index).padStart(9, '0')}`;
    const request = { kind: 'billedUsage', invoiceId, attributeSet: 'full', force: false };
    return { id: `billed-usage-${invoiceId}-full`, request };
  });
  await bed.start('runBackfill', 'backfill-1', { id: 'backfill-1', exports, refused: [] });
  const startedMs = bed.clock.now().getTime();
  const { output } = await bed.untilEnded('backfill-1');
  const statuses = (output as { ended: { status: string }[] }).ended.map(({ status }) => status);
  expect(statuses).toEqual(Array(EXPORTS).fill('completed'));
  // In four lanes, while telling takes four minutes each: it took ten times that.
  const lastMs = Math.max(...bed.calls.filter(({ name }) => name === 'startScheduled').map(({ atMs }) => atMs));
  expect(lastMs - startedMs).toBeLessThan(8 * MINUTE_MS);
  expect(callsOf(bed, 'announceRun')).toBe(EXPORTS * 8);
});
