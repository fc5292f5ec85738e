import { describe, expect, test } from '@jest/globals';
import { analysisInstanceId } from '../../../shared/analysis/analysisRun.ts';
import { describeAnalysis } from '../../../shared/api/describeAnalysis.ts';
import type { Instance } from '../../../shared/durable/instances.ts';
import { analysisBed } from '../../support/analysisBed.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';

const EXPORT = 'billed-usage-G000000001-full';
const result = { version: 'new', manifest: 'm', files: 1, lines: 1, bytes: 1 };

const run = (phase: string) =>
  instanceOf({ customStatus: { phase, startedAt: '2026-11-08T06:00:00Z', attempt: 1, warnings: [], result } });

const analysis = (changes: Partial<Instance>) =>
  instanceOf({
    id: analysisInstanceId(EXPORT),
    orchestrator: 'analyseExport',
    input: { exportId: EXPORT, runId: 'r' },
    ...changes,
  });

const endedFor = (version: string) =>
  analysis({ runtimeStatus: 'Completed', output: { ended: { version, state: 'done', warnings: [] } } });

const { services: analysisServices } = analysisBed();
const services = { settings: analysisServices, analysis: analysisServices };

describe('the analysis of a run that has just committed', () => {
  test.each<[string, Instance | undefined]>([
    ['ended for the version before', endedFor('old')],
    ['was cancelled for the version before', analysis({ runtimeStatus: 'Terminated' })],
    ['broke for the version before', analysis({ runtimeStatus: 'Failed' })],
    ['has never been', undefined],
  ])('is queued when the analysis of this export %s', async (_, root) => {
    const instances = fakeInstances(...(root ? [root] : []));
    expect(await describeAnalysis(services, instances, run('notifying'))).toEqual({ state: 'queued' });
  });

  test('is queued still when the run has come to it and the instance is the one of before', async () => {
    const instances = fakeInstances(endedFor('old'));
    expect(await describeAnalysis(services, instances, run('analysing'))).toEqual({ state: 'queued' });
  });

  test.each([
    ['broke', analysis({ runtimeStatus: 'Failed' }), 'failed'],
    ['was cancelled', analysis({ runtimeStatus: 'Terminated' }), 'cancelled'],
  ])('is told when it %s while the run watched it', async (_, root, state) => {
    expect(await describeAnalysis(services, fakeInstances(root), run('analysing'))).toMatchObject({ state });
  });
});
