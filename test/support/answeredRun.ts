import type { ExportRun } from '../../shared/export/run.ts';
import type { AnswerOf, Orchestrations } from './orchestrations.ts';

export const runOf = (exportId: string, runId = `run-of-${exportId}`): ExportRun => ({
  exportId,
  runId,
  request: { kind: 'billedUsage', invoiceId: 'G000000001', attributeSet: 'full', force: false },
  operationDeadlineMs: 7_200_000,
});

const RESULT = { version: 'v', manifest: 'f/_manifest.json', files: 1, lines: 1, bytes: 1 };

/** The answers of every step of an export of so many files that goes well. */
export function answersOfRun(files: number): Record<string, AnswerOf> {
  let operations = 0;
  const announced = new Set<string>();
  return {
    submitExport: () => ({ operationId: `operation-${++operations}` }),
    checkOperation: () => ({ state: 'succeeded' }),
    planVersion: ({ operationId }: { operationId: string }) => ({
      plan: { operationId, folder: 'f/', facts: { blobCount: files, eTag: 't' }, committed: false },
      warnings: [],
    }),
    listNames: ({ range }: { range: { from: number; count: number } }) => ({
      names: Array.from({ length: range.count }, (_, index) => `file-${range.from + index}`),
    }),
    copyFile: () => ({ copied: true }),
    // What subscribers know of is no news, and what they do not is.
    commitVersion: ({ run }: { run: ExportRun }) => ({
      result: { ...RESULT, files },
      changed: !announced.has(run.exportId),
    }),
    recordEnd: () => ({}),
    startAnalysis: () => ({ look: 'off', warnings: [] }),
    announceRun: ({ run }: { run: ExportRun }) => {
      announced.add(run.exportId);
      return { delivered: true };
    },
  };
}

/** How often an activity was called. */
export const callsOf = ({ calls }: Orchestrations, name: string): number =>
  calls.filter((call) => call.name === name).length;
