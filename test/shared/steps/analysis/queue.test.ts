import { describe, expect, test } from '@jest/globals';
import { ANALYSIS_ORCHESTRATOR, analysisInstanceId } from '../../../../shared/analysis/analysisRun.ts';
import { leaveTurn, takeTurn } from '../../../../shared/steps/analysis/takeTurn.ts';
import { type AnalysisBed, analysisBed } from '../../../support/analysisBed.ts';
import { instanceOf } from '../../../support/fakeInstances.ts';

const exportId = (index: number) => `billed-usage-G00000000${index}-full`;
const key = (index: number, runId = `run-${index}`) => ({ exportId: exportId(index), runId });

function begin(bed: AnalysisBed, index: number, runId = `run-${index}`): void {
  const id = analysisInstanceId(exportId(index));
  const input = { ...key(index, runId), again: false };
  bed.instances.byId.set(id, instanceOf({ id, orchestrator: ANALYSIS_ORCHESTRATOR, input }));
}

const end = (bed: AnalysisBed, index: number) => {
  const id = analysisInstanceId(exportId(index));
  bed.instances.byId.set(id, instanceOf({ id, runtimeStatus: 'Terminated' }));
};

async function ask(bed: AnalysisBed, index: number, runId?: string): Promise<boolean> {
  const turn = await takeTurn(bed, { run: key(index, runId) });
  return turn.stop === undefined && turn.admitted;
}

describe('the queue of analyses', () => {
  test('lets two run, and the others in the order in which they came', async () => {
    const bed = analysisBed();
    for (const index of [1, 2, 3, 4]) begin(bed, index);
    expect([await ask(bed, 1), await ask(bed, 2), await ask(bed, 3), await ask(bed, 4)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    await leaveTurn(bed.services.landing, key(1));
    expect([await ask(bed, 4), await ask(bed, 3), await ask(bed, 2)]).toEqual([false, true, true]);
  });

  test('gives a repeated question the same answer', async () => {
    const bed = analysisBed();
    begin(bed, 1);
    expect([await ask(bed, 1), await ask(bed, 1)]).toEqual([true, true]);
  });

  test('takes the place of one that was cancelled, of one that is gone and of one that another has replaced', async () => {
    const bed = analysisBed();
    for (const index of [1, 2, 3, 4, 5]) begin(bed, index);
    for (const index of [1, 2, 3, 4, 5]) await ask(bed, index);
    end(bed, 1);
    expect([await ask(bed, 3), await ask(bed, 4)]).toEqual([true, false]);
    bed.instances.byId.delete(analysisInstanceId(exportId(2)));
    expect(await ask(bed, 4)).toBe(true);
    begin(bed, 3, 'later');
    expect(await ask(bed, 5)).toBe(true);
  });

  test('puts a new analysis of an export behind the others', async () => {
    const bed = analysisBed();
    for (const index of [1, 2, 3]) begin(bed, index);
    for (const index of [1, 2, 3]) await ask(bed, index);
    begin(bed, 1, 'again');
    expect(await ask(bed, 1, 'again')).toBe(false);
    expect(await ask(bed, 3)).toBe(true);
  });

  test('begins anew where its document is no queue', async () => {
    const bed = analysisBed();
    begin(bed, 1);
    await bed.blobs.put('p/analysis/_queue.json', Buffer.from('[]'), { always: true });
    expect(await ask(bed, 1)).toBe(true);
  });

  test('loses nobody when many ask at once', async () => {
    const bed = analysisBed();
    const all = [1, 2, 3, 4, 5, 6];
    for (const index of all) begin(bed, index);
    const admitted = await Promise.all(all.map((index) => ask(bed, index)));
    expect(admitted.filter(Boolean).length).toBeLessThanOrEqual(2);
    const stored = await bed.blobs.get('p/analysis/_queue.json');
    expect(JSON.parse(stored?.bytes.toString() ?? '').value).toHaveLength(6);
  });
});
