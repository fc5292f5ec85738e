import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { resubmit } from '../../../shared/export/stop.ts';
import { answersOfRun, callsOf, runOf } from '../../support/answeredRun.ts';
import { type Orchestrations, startOrchestrations } from '../../support/orchestrations.ts';

let bed: Orchestrations;
let number = 0;

beforeAll(async () => {
  bed = await startOrchestrations();
});
afterAll(() => bed?.stop());
beforeEach(() => {
  bed.calls.length = 0;
  bed.workerDies = () => false;
});

const run = () => {
  const id = `export-${++number}`;
  return bed.run('runExport', id, runOf(id));
};

describe('a service that lets only some files be read for each POST', () => {
  /** So many files land for each operation; then its SAS is refused, and there is no other for it. */
  function lettingThrough(files: number, perOperation: number): void {
    const landed = new Set<string>();
    const reads = new Map<string, number>();
    bed.answers = {
      ...answersOfRun(files),
      copyFile: ({ operationId, blobName }: { operationId: string; blobName: string }) => {
        if (landed.has(blobName)) return { copied: false };
        const read = (reads.get(operationId) ?? 0) + 1;
        reads.set(operationId, read);
        if (read > perOperation) return resubmit('SourceForbidden', 'refused');
        landed.add(blobName);
        return { copied: true };
      },
    };
  }

  test.each([40, 120])('is asked for as many operations as %i files take', async (files) => {
    lettingThrough(files, 10);
    expect(await run()).toMatchObject({ output: { status: 'completed' } });
    expect(callsOf(bed, 'submitExport')).toBe(files / 10);
  });

  test('is given up after three POSTs in a row that brought nothing', async () => {
    lettingThrough(40, 0);
    expect(await run()).toMatchObject({ output: { status: 'failed', error: { code: 'SourceForbidden' } } });
    expect(callsOf(bed, 'submitExport')).toBe(3);
  });

  test('is given up after three more when nothing comes any longer', async () => {
    lettingThrough(40, 10);
    const { copyFile } = bed.answers;
    bed.answers.copyFile = (input, call) =>
      callsOf(bed, 'submitExport') > 2
        ? resubmit('SourceForbidden', 'refused')
        : copyFile?.(input, call, () => undefined);
    expect(await run()).toMatchObject({ output: { status: 'failed' } });
    expect(callsOf(bed, 'submitExport')).toBe(2 + 3);
  });
});
